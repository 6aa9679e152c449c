import {
  catchError,
  concat,
  EMPTY,
  of,
  takeUntil,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { describeError, launchedBy } from '../../src/core/index.ts';
import { alone } from '../../src/flow/index.ts';
import {
  LINK,
  openedCollective,
  type LiveCollective,
  type MpiLibrary,
  type OpenCollectiveConfig,
} from '../../src/io/index.ts';
import type { Message } from './messages.ts';

/** The processes of a run, and how this one ends. */
export type Processes = Pick<LiveCollective, keyof typeof alone | 'end$' | 'fail$' | 'dismiss$'>;

/** A process that ends alone. */
const single: Processes = { ...alone, end$: EMPTY, fail$: () => EMPTY, dismiss$: EMPTY };

/** Settings of {@link openedProcesses}. */
export interface OpenedProcessesConfig {
  /** Null for a process that trains alone. */
  readonly library: MpiLibrary | null;
  readonly env: NodeJS.ProcessEnv;
  /** Requests to stop: until all processes have opened MPI, they end the stream, without a value. */
  readonly stop$: Observable<unknown>;
  /** Opens the library; by default `openedCollective`. */
  readonly open?: (config: OpenCollectiveConfig) => Observable<LiveCollective>;
}

/**
 * Opens MPI, when all processes of the run have started, and sets the numbers of TensorFlow's threads, unless they are set:
 * the cores of a machine are divided among its processes. Subscribe to it before TensorFlow loads.
 */
export function openedProcesses({
  library,
  env,
  stop$,
  open = openedCollective,
}: OpenedProcessesConfig): Observable<Processes> {
  if (library === null) return of(single);
  // Without a launcher of the user, all processes start on this machine at the same time.
  return open({ library, ...(env[LINK] === undefined ? {} : { openingSeconds: OPENING_SECONDS }) }).pipe(
    tap(({ threads }) => {
      for (const name of ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS']) env[name] ??= String(threads);
    }),
    takeUntil(stop$),
  );
}

/** The seconds in which processes of one machine start. */
const OPENING_SECONDS = 45;

/** Milliseconds after which a process that failed waits for the others no longer. */
const PATIENCE_MS = 30_000;

/**
 * If a process fails, tells the others, then emits the failure. Process 0 lets the others end only after that: the launcher
 * may end all processes when one has ended.
 *
 * ```text
 * source      -a-#
 * fail$          --|
 * dismiss$         -|      in process 0
 * output      -a---f|      f: the failure
 * ```
 */
export const failing = (
  { rank, fail$, dismiss$ }: Pick<Processes, 'rank' | 'fail$' | 'dismiss$'>,
  failed: (cause: unknown) => Message,
): MonoTypeOperatorFunction<Message> =>
  catchError((cause: unknown) => {
    const failure = failed(cause);
    const reason = failure._tag === 'Failed' ? describeError(failure.error) : '';
    return concat(
      fail$(reason).pipe(takeUntil(timer(PATIENCE_MS))),
      of(failure),
      rank === 0 ? dismiss$.pipe(takeUntil(timer(PATIENCE_MS))) : EMPTY,
    );
  });

/** Returns the exit code of a failed process: process 0 has reported the failure in a message. */
export const failureCode = (env: NodeJS.ProcessEnv): number => ((launchedBy(env)?.rank ?? 0) > 0 ? 1 : 0);
