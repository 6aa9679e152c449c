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
import { launchedBy, MillraceError, printable } from '../../src/core/index.ts';
import { usingDisposable } from '../../src/flow/index.ts';
import {
  claimFolder,
  claimNewFolder,
  hasCheckpoint,
  isFolder,
  reportBegun,
  type ClaimedFolder,
} from '../../src/io/index.ts';
import { STOP_SECONDS } from '../../src/reports/index.ts';
import { parseCheckpointInterval } from '../cli/checkpoint-interval.ts';
import type { Given, RunCommand, SharedOptions } from '../cli/commands.ts';
import { RUNS } from '../cli/option-checks.ts';
import { display, showsDashboard } from '../display.ts';
import type { ControlMessage, Message } from '../engine-process/messages.ts';
import { stoppedInTime } from '../engine-process/stopped-in-time.ts';
import { messageLine } from '../lines/message-line.ts';
import { printedLines } from '../lines/printed-lines.ts';
import { trainingLines } from '../lines/training-lines.ts';
import type { Printed } from '../printed.ts';
import type { Terminal } from '../terminal.ts';
import { dataFolder } from './data-folder.ts';
import { detachedRun } from './detached-run.ts';
import { engineMessages } from './engine-messages.ts';
import { fittedData } from './fitted-data.ts';
import { givenWeights } from './given-weights.ts';
import { preparedEngine } from './prepared-engine.ts';
import { preparedProcesses, type ProcessPlan } from './prepared-processes.ts';
import { runSettings } from './run-settings.ts';
import { startLines } from './start-lines.ts';

/** A command of the engine process. */
export interface EngineCommand {
  readonly name: string;
  /** The absolute path of the user's own command; undefined for a command of Millrace. */
  readonly file: string | undefined;
  /** Whether it emits metrics, which a dashboard shows. */
  readonly trains: boolean;
  /** Whether several processes can run it together. */
  readonly isParallel: boolean;
}

/** Prepares the engine and the images, then runs the command in the engine process. */
export const engineWork =
  (command: EngineCommand): RunCommand =>
  (terminal, asked) => {
    // An MPI launcher may give its processes a terminal of their own, which it copies line by line.
    const given =
      launchedBy(terminal.env) === null ? asked : { ...asked, shared: withoutDashboard(asked.shared) };
    const { isParallel } = command;
    const { processes } = given.shared;
    // A stop ends the preparation at once; training first finishes its step.
    const prepared$ = concat(
      preparedEngine({ device: given.shared.device }),
      preparedProcesses({ env: terminal.env, isParallel, processes }).pipe(
        concatMap((plan) => (typeof plan === 'string' ? of(plan) : preparedData(command, given, plan))),
      ),
    ).pipe(takeUntil(terminal.controls.stop$));
    return prepared$.pipe(
      concatMap((found) =>
        typeof found === 'string'
          ? of(found)
          : fittedData(found.ready, found.folder).pipe(
              concatMap((fitted) =>
                usingDisposable(
                  () => runFolderOf(command, given.shared, found.plan),
                  (folder) =>
                    given.shared.detach
                      ? detachedRun(terminal, given.shared, folder)
                      : runInEngine(command, terminal, { given: fitted, folder, plan: found.plan }),
                ),
              ),
            ),
      ),
    );
  };

/** The arguments of a command, the folder of its data set, and the processes that run it. */
interface PreparedData {
  readonly ready: Given;
  readonly folder: string | undefined;
  readonly plan: ProcessPlan;
}

/** Provides the images and the weights of a command: emits progress as lines, then what is there. */
const preparedData = (
  command: EngineCommand,
  given: Given,
  plan: ProcessPlan,
): Observable<string | PreparedData> =>
  dataFolder(given.options['data']).pipe(
    concatMap((found) =>
      typeof found === 'string'
        ? of(found)
        : givenWeights(command, given).pipe(
            map((ready) => (typeof ready === 'string' ? ready : { ready, folder: found.folder, plan })),
          ),
    ),
  );

/** Claims the folder of the run: the one of `--out`, or a new one. Only the first process writes into it. */
const runFolderOf = (
  { name }: EngineCommand,
  { out, resumes }: SharedOptions,
  { rank }: ProcessPlan,
): ClaimedFolder =>
  rank > 0
    ? { path: out ?? resolve(RUNS, name), [Symbol.dispose]: () => undefined }
    : out === undefined
      ? claimNewFolder(resolve(RUNS, `${timeStamp(new Date())}-${name}`))
      : claimFolder(out, resumes);

/** A command, ready to run. */
interface PreparedRun {
  readonly given: Given;
  readonly folder: ClaimedFolder;
  readonly plan: ProcessPlan;
}

/** Runs the command. The first stop ends it after the current step, a second one at once. */
function runInEngine(
  command: EngineCommand,
  terminal: Terminal,
  { given: { options, shared, notices, weights }, folder, plan }: PreparedRun,
): Observable<Printed> {
  const { name, file, trains } = command;
  const { tensorBoard, profile, checkpoint, keepCheckpoints, resumes } = shared;
  const { stop$, paused$ } = terminal.controls;
  const { path: runFolder } = folder;
  const starting = startLines(command, { options, runFolder, resumes, processes: plan.size }).map(printable);
  const messages = engineMessages({
    ...{ plan, device: shared.device, threads: shared.threads },
    job: {
      _tag: 'Job',
      command: name,
      file,
      options,
      weights: weights ?? null,
      mpi: plan.library,
      runFolder,
      tensorBoard,
      profile,
      every: parseCheckpointInterval(checkpoint) ?? null,
      keepsCheckpoints: keepCheckpoints,
      resumes,
      settings: runSettings(shared, plan),
      notices,
      graceSeconds: STOP_SECONDS,
    },
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
            isLaunched: plan.size > 1 && plan.launcher === null,
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
