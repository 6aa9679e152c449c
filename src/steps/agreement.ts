import {
  catchError,
  EMPTY,
  identity,
  ignoreElements,
  pipe,
  ReplaySubject,
  tap,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { hasLeft, type Capabilities, type Collective, type ProcessTimes } from '../core/index.ts';
import { alongside } from '../flow/index.ts';

/**
 * What the processes of a run agree on with every step, so that all decide alike: when they stop, and what time it is.
 *
 * A process that is alone agrees with itself.
 *
 * @category Training and evaluation steps
 */
export interface Agreement {
  readonly collective: Collective;
  /**
   * Emits when the run ends after the step before, in every process: later if the state of training differs there. Replays
   * to late subscribers.
   */
  readonly stop$: Observable<unknown>;
  /** Returns milliseconds of the clock of process 0, as of the last step that all know of. */
  readonly now: () => number;
  /** Listens for requests to stop while the source runs. Passes its values on in process 0; others emit none. */
  readonly around: <A>() => MonoTypeOperatorFunction<A>;
  /** Returns what this process tells the others. */
  readonly report: () => Report;
  /** Takes what all processes report together. */
  readonly receive: (report: Report) => void;
  /** Called between two steps: the run ends here if one of the processes was asked to stop. */
  readonly settle: () => void;
  /** Returns whether the state of training is the same in all processes: the run stops only then. By default it is. */
  isShared: () => boolean;
  /** Returns the folder of the images in this process: other machines may have theirs elsewhere. By default none. */
  folder: () => string;
  /** Where the time of the current step went; absent if there is one process. */
  times?: ProcessTimes;
  /** When this process last stopped waiting for others, in milliseconds of its own clock; absent before its first step. */
  freeSince?: number;
}

/** What a process tells the others. */
export interface Report {
  /** Whether it was asked to stop. */
  readonly stop: boolean;
  /** The clock of process 0, in milliseconds. */
  readonly clock: number;
}

/** If process 0 has ended the run, as a script may, it ends here too. */
const ofLeft = (error: unknown): Observable<never> => (hasLeft(error) ? EMPTY : throwError(() => error));

/**
 * Returns the agreement of the processes of a run.
 *
 * @category Training and evaluation steps
 */
export function agreementOf({
  collective,
  stop$,
  now,
}: Pick<Capabilities, 'collective' | 'stop$' | 'now'>): Agreement {
  const nothing = (): void => undefined;
  const plain = {
    collective,
    report: () => ({ stop: false, clock: 0 }),
    receive: nothing,
    settle: nothing,
    isShared: () => true,
    folder: () => '',
  };
  if (collective.size === 1) return { ...plain, stop$, now, around: () => (source) => source };
  const startedAt = now();
  const stopped$ = new ReplaySubject<void>(1);
  let [isAsked, isAgreed, clock] = [false, false, 0];
  const agreement: Agreement = {
    ...plain,
    stop$: stopped$.asObservable(),
    now: () => clock,
    around: () =>
      pipe(
        alongside(
          stop$.pipe(
            tap(() => {
              isAsked = true;
            }),
          ),
        ),
        collective.rank === 0 ? identity : pipe(ignoreElements(), catchError(ofLeft)),
      ),
    report: () => ({ stop: isAsked, clock: collective.rank === 0 ? now() - startedAt : 0 }),
    receive: (report) => {
      isAgreed ||= report.stop;
      clock = report.clock;
    },
    settle: () => {
      if (isAgreed && agreement.isShared()) stopped$.next();
    },
  };
  return agreement;
}
