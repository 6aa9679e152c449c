import { resolve } from 'node:path';
import {
  concat,
  concatMap,
  EMPTY,
  map,
  merge,
  of,
  skip,
  startWith,
  take,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { formatBytes, MillraceError, printable } from '../../src/core/index.ts';
import { forkModule, ownModule } from '../../src/io/index.ts';
import { engineEnvironment, engineNoise } from '../../src/provision/engine/index.ts';
import type { Command } from '../cli/command.ts';
import { RUNS } from '../cli/option-checks.ts';
import type { Controls } from '../controls.ts';
import { display, showsDashboard } from '../display.ts';
import type { Job, Message, ControlMessage } from '../engine-process/messages.ts';
import type { Printed } from '../printed.ts';
import { printedLines } from '../lines/printed-lines.ts';
import { trainingLines } from '../lines/training-lines.ts';
import { preparedEngine } from './prepared-engine.ts';
import { dataFolder } from './data-folder.ts';

/** A command that the engine process runs. */
export type EngineCommand = Extract<Command, { readonly _tag: 'Train' | 'ShowBatch' }>;

/** Prepares the engine and the images, then runs the command in the engine process. */
export const engineWork = (command: EngineCommand, controls: Controls): Observable<Printed> =>
  concat(preparedEngine(command.device), dataFolder(String(command.options['data']))).pipe(
    stoppedBy(controls.stop$),
    concatMap((found) =>
      typeof found === 'string' ? of(found) : runInEngine(command, found.folder, controls),
    ),
  );

/** A stop ends the preparation at once; training first finishes its step. */
const stoppedBy = <A>(stop$: Observable<unknown>): MonoTypeOperatorFunction<A> => takeUntil<A>(stop$);

/** Runs the command on a folder of images. The first stop ends it after the current step, a second one at once. */
function runInEngine(command: EngineCommand, data: string, controls: Controls): Observable<Printed> {
  const { options, device } = command;
  const runFolder = command.out ?? resolve(RUNS, `${timeStamp(new Date())}-${nameOf(command)}`);
  const messages = forkModule<Message>({
    entry: ownModule('../engine-process/runner', import.meta.url),
    job: { _tag: 'Job', task: taskOf(command), options: { ...options, data }, runFolder } satisfies Job,
    env: engineEnvironment({ device }),
    noise: engineNoise,
    commands$: merge(
      controls.stop$.pipe(
        take(1),
        map((): ControlMessage => ({ _tag: 'Stop' })),
      ),
      controls.paused$.pipe(
        skip(1),
        map((paused): ControlMessage => ({ _tag: 'Pause', paused })),
      ),
    ),
  }).pipe(
    tap(throwFailure),
    // Completes, so that the remaining lines and the run folder are still printed.
    takeUntil(controls.stop$.pipe(skip(1))),
  );
  const lines =
    command._tag === 'Train'
      ? messages.pipe(
          printedLines({
            after: showsDashboard(command),
            display: trainingLines({
              runFolder,
              continues: 'continue' in options,
              display: display({ ...command, controls, live: true }),
            }),
          }),
        )
      : messages.pipe(
          concatMap((message) =>
            message._tag === 'PageSaved'
              ? of(printable(`${message.file.path}, ${formatBytes(message.file.bytes)}`))
              : EMPTY,
          ),
        );
  // The engine takes seconds to load.
  return lines.pipe(startWith(printable(`Loading TensorFlow and listing the images in ${data}`)));
}

const nameOf = (command: EngineCommand): string =>
  command._tag === 'Train' ? command.pipeline : 'show-batch';

const taskOf = (command: EngineCommand): Job['task'] =>
  command._tag === 'Train'
    ? {
        _tag: 'Run',
        pipeline: command.pipeline,
        file: command.file,
        tensorBoard: command.tensorBoard,
        profile: command.profile,
      }
    : { _tag: 'ShowBatch' };

/** `2026-11-25-08-15-30`, in UTC, so that names sort by time. */
const timeStamp = (date: Date): string => date.toISOString().slice(0, 19).replace(/[T:]/g, '-');

/** Throws the failure that a message reports. */
const throwFailure = (message: Message): void => {
  if (message._tag === 'Failed') throw new MillraceError(message.error);
};
