import { resolve } from 'node:path';
import {
  concat,
  concatMap,
  EMPTY,
  map,
  merge,
  of,
  skip,
  take,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { MillraceError, printable } from '../../src/core/index.ts';
import { forked, ownModule } from '../../src/io/index.ts';
import { engineEnvironment, engineNoise } from '../../src/provision/engine/index.ts';
import { formatBytes } from '../../src/reports/index.ts';
import type { Command } from '../cli/command.ts';
import { RUNS } from '../cli/option-checks.ts';
import type { Controls } from '../controls.ts';
import { display, isDrawn } from '../display.ts';
import type { Job, Message, ControlMessage } from '../engine-process/messages.ts';
import type { Printed } from '../printed.ts';
import { saidLines } from '../lines/said-lines.ts';
import { trainingLines } from '../lines/training-lines.ts';
import { preparedEngine } from './prepared-engine.ts';
import { dataFolder } from './data-folder.ts';

/** What the engine's process does. */
export type EngineCommand = Extract<Command, { readonly _tag: 'Train' | 'ShowBatch' }>;

/** Prepares the engine and the images, then lets the engine's process work. */
export const engineWork = (command: EngineCommand, controls: Controls): Observable<Printed> =>
  concat(preparedEngine(command.device), dataFolder(String(command.options['data']))).pipe(
    stoppedBy(controls.stop$),
    concatMap((found) => (typeof found === 'string' ? of(found) : worked(command, found.folder, controls))),
  );

/** Preparation ends at once; training does not. */
const stoppedBy = <A>(stop$: Observable<unknown>): MonoTypeOperatorFunction<A> => takeUntil<A>(stop$);

/** The engine's process at work on the images of a folder. The first stop lets it end its step; a second one ends it. */
function worked(command: EngineCommand, data: string, controls: Controls): Observable<Printed> {
  const { options, device } = command;
  const runFolder = command.out ?? resolve(RUNS, `${timeStamp(new Date())}-${nameOf(command)}`);
  const messages = forked<Message>({
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
    // Completes, so that printed lines and the run's folder are still shown.
    takeUntil(controls.stop$.pipe(skip(1))),
  );
  const lines =
    command._tag === 'Train'
      ? messages.pipe(
          saidLines({
            after: isDrawn(command),
            display: trainingLines({
              runFolder,
              continues: 'continue' in options,
              display: display({ ...command, controls, live: true }),
            }),
          }),
        )
      : messages.pipe(
          concatMap((message) =>
            message._tag === 'Drawn'
              ? of(printable(`${message.file.path}, ${formatBytes(message.file.bytes)}`))
              : EMPTY,
          ),
        );
  return lines;
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

/** `2026-11-25-08-15-30`, in UTC, so that runs are listed in their order. */
const timeStamp = (date: Date): string => date.toISOString().slice(0, 19).replace(/[T:]/g, '-');

/** A failure that was told becomes an error. */
const throwFailure = (message: Message): void => {
  if (message._tag === 'Failed') throw new MillraceError(message.error);
};
