import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import {
  concat,
  concatMap,
  connect,
  first,
  ignoreElements,
  map,
  merge,
  of,
  skip,
  startWith,
  take,
  takeUntil,
  takeWhile,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { MillraceError, printable, shellCommand } from '../../src/core/index.ts';
import { usingDisposable } from '../../src/flow/index.ts';
import {
  claimFolder,
  claimNewFolder,
  forkModule,
  hasCheckpoint,
  isFolder,
  ownModule,
  reportBegun,
  type ClaimedFolder,
} from '../../src/io/index.ts';
import { STOP_SECONDS } from '../../src/reports/index.ts';
import { engineEnvironment, engineNoise } from '../../src/provision/engine/index.ts';
import { DEFAULT_CHECKPOINT, parseCheckpointInterval } from '../cli/checkpoint-interval.ts';
import type { Given, RunCommand, SharedOptions, Values } from '../cli/commands.ts';
import { RUNS } from '../cli/option-checks.ts';
import { display, showsDashboard } from '../display.ts';
import type { Job, Message, ControlMessage } from '../engine-process/messages.ts';
import { stoppedInTime } from '../engine-process/stopped-in-time.ts';
import { messageLine } from '../lines/message-line.ts';
import { printedLines } from '../lines/printed-lines.ts';
import { trainingLines } from '../lines/training-lines.ts';
import type { Printed } from '../printed.ts';
import type { Terminal } from '../terminal.ts';
import { dataFolder } from './data-folder.ts';
import { detachedRun } from './detached-run.ts';
import { fittedData } from './fitted-data.ts';
import { givenWeights } from './given-weights.ts';
import { preparedEngine } from './prepared-engine.ts';

/** A command of the engine process. */
export interface EngineCommand {
  readonly name: string;
  /** The absolute path of the user's own command; undefined for a command of Millrace. */
  readonly file: string | undefined;
  /** Whether it emits metrics, which a dashboard shows. */
  readonly trains: boolean;
}

/** Prepares the engine and the images, then runs the command in the engine process. */
export const engineWork =
  (command: EngineCommand): RunCommand =>
  (terminal, given) => {
    // A stop ends the preparation at once; training first finishes its step.
    const prepared$ = concat(
      preparedEngine({ device: given.shared.device }),
      dataFolder(given.options['data']).pipe(
        concatMap((found) =>
          typeof found === 'string'
            ? of(found)
            : givenWeights(command, given).pipe(
                map((ready) => (typeof ready === 'string' ? ready : { ready, folder: found.folder })),
              ),
        ),
      ),
    ).pipe(takeUntil(terminal.controls.stop$));
    return prepared$.pipe(
      concatMap((found) =>
        typeof found === 'string'
          ? of(found)
          : fittedData(found.ready, found.folder).pipe(
              concatMap((fitted) =>
                usingDisposable(
                  () => runFolderOf(command, given.shared),
                  (folder) =>
                    given.shared.detach
                      ? detachedRun(terminal, given.shared, folder)
                      : runInEngine(command, terminal, fitted, folder),
                ),
              ),
            ),
      ),
    );
  };

/** Claims the folder of the run: the one of `--out`, or a new one. */
const runFolderOf = ({ name }: EngineCommand, { out, resumes }: SharedOptions): ClaimedFolder =>
  out === undefined
    ? claimNewFolder(resolve(RUNS, `${timeStamp(new Date())}-${name}`))
    : claimFolder(out, resumes);

/** Runs the command. The first stop ends it after the current step, a second one at once. */
function runInEngine(
  command: EngineCommand,
  terminal: Terminal,
  { options, shared, notices, weights }: Given,
  folder: ClaimedFolder,
): Observable<Printed> {
  const { name, file, trains } = command;
  const { device, tensorBoard, profile, checkpoint, keepCheckpoints, threads, resumes } = shared;
  const { stop$, paused$ } = terminal.controls;
  const { path: runFolder } = folder;
  const starting = startLines(command, options, folder, resumes).map(printable);
  const messages = forkModule<Message>({
    entry: ownModule('../engine-process/runner', import.meta.url),
    job: {
      _tag: 'Job',
      command: name,
      file,
      options,
      weights: weights ?? null,
      runFolder,
      tensorBoard,
      profile,
      every: parseCheckpointInterval(checkpoint) ?? null,
      keepsCheckpoints: keepCheckpoints,
      resumes,
      settings: settingsOf(shared),
      notices,
      graceSeconds: STOP_SECONDS,
    } satisfies Job,
    env: engineEnvironment({ device, ...(threads === undefined ? {} : { threads }) }),
    noise: engineNoise,
    commands$: merge(
      stop$.pipe(
        take(1),
        map((): ControlMessage => ({ _tag: 'Stop' })),
      ),
      paused$.pipe(
        skip(1),
        map((paused): ControlMessage => ({ _tag: 'Pause', paused })),
      ),
    ),
  }).pipe(
    tap(throwFailure),
    // The process may not end by itself: it waits for all of its threads, and a decoder may hang.
    takeWhile(({ _tag }) => _tag !== 'Ended', true),
    alongsideFirstEvent(reportBegun),
    stoppedInTime({ stop$, paused$ }),
    // Completes, so that the remaining lines and the run folder are still printed.
    takeUntil(stop$.pipe(skip(1))),
  );
  return messages.pipe(
    printedLines({
      after: trains && showsDashboard(terminal, shared),
      line: messageLine(shared),
      display: trains
        ? trainingLines({
            runFolder,
            file,
            continues: 'continue' in options,
            canResume: () => hasCheckpoint(runFolder),
            hasFolder: () => isFolder(runFolder),
            isDashboard: showsDashboard(terminal, shared),
            display: display({ terminal, shared, live: true, waiting: starting }),
          })
        : display({ terminal, shared: withoutDashboard(shared), live: false }),
    }),
    // The engine takes seconds to load.
    startWith(...starting),
  );
}

/** Returns what is about to happen. */
function startLines(
  { name, file, trains }: EngineCommand,
  { data, continue: run }: Values,
  folder: ClaimedFolder,
  resumes: boolean,
): readonly string[] {
  if (resumes)
    return [
      hasCheckpoint(folder.path)
        ? `Resuming ${folder.path} (${name})`
        : `${folder.path} has no checkpoint: ${name} starts again from its beginning`,
    ];
  const isKnown = data !== undefined && (trains || file === undefined);
  return [
    ...(run === undefined
      ? []
      : [
          `Training further from the model of ${String(run)}, with a new optimizer and schedule.` +
            (hasCheckpoint(String(run))
              ? ` To resume that run instead: ${shellCommand(['resume', String(run)])}`
              : ' (`resume` continues a stopped run instead.)'),
        ]),
    isKnown
      ? `Loading TensorFlow and listing the images in ${String(data)}` +
        (file === undefined && name === 'train' ? ', then measuring this machine' : '')
      : `Starting ${name}`,
  ];
}

/** Returns the shared options that belong to the configuration of a run, but for defaults. */
const settingsOf = (shared: SharedOptions): Job['settings'] => ({
  threads: shared.threads ?? availableParallelism(),
  ...(shared.device === 'cpu' ? {} : { device: shared.device }),
  ...(shared.checkpoint === DEFAULT_CHECKPOINT ? {} : { checkpoint: shared.checkpoint }),
  ...(shared.keepCheckpoints ? { keepCheckpoints: true } : {}),
  ...(shared.tensorBoard ? { tensorboard: true } : {}),
  ...(shared.profile ? { profile: true } : {}),
});

const withoutDashboard = (shared: SharedOptions): SharedOptions => ({ ...shared, plain: true });

/** `2026-11-25-08-15-30`, in UTC, so that names sort by time. */
const timeStamp = (date: Date): string => date.toISOString().slice(0, 19).replace(/[T:]/g, '-');

/** Calls a function at the first event: a run that has begun. */
const alongsideFirstEvent = (act: () => void): MonoTypeOperatorFunction<Message> =>
  connect((messages) =>
    merge(
      messages.pipe(
        first(({ _tag }) => _tag === 'Event', null),
        tap((event) => {
          if (event !== null) act();
        }),
        ignoreElements(),
      ),
      messages,
    ),
  );

/** Throws the failure that a message reports. */
const throwFailure = (message: Message): void => {
  if (message._tag === 'Failed') throw new MillraceError(message.error);
};
