import {
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  finalize,
  ignoreElements,
  merge,
  Subject,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Capabilities, Checkpoint, FileLengths, Metric } from '../core/index.ts';
import { snapshot, type FitScalars, type Position, type TrainState } from '../nn/index.ts';
import { checkpointTimes } from './checkpoint-times.ts';
import type { RunPosition } from './run-position.ts';

/** Settings of {@link checkpointing}. */
export interface CheckpointingConfig {
  readonly world: Pick<Capabilities, 'checkpoints' | 'now'>;
  readonly state: TrainState;
  /** What the run depends on, as plain JSON. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Emits the fingerprint of the current images. */
  readonly images: () => Observable<string>;
  /** Seconds that the run and its current epoch took before it was resumed. */
  readonly earlier: Durations;
}

/** How long a run takes. */
export interface Durations {
  readonly seconds: number;
  /** In the current epoch. */
  readonly epochSeconds: number;
}

/** Saves the state of a run at times, and at its end. */
export interface Checkpointing {
  /**
   * Remembers that everything before a position is done and recorded, and saves a checkpoint if one is due: the next time,
   * if it is not possible here.
   */
  readonly reached: (position: RunPosition, isPossible?: boolean) => void;
  /** Saves while the phases run; completes when the last file is written. */
  readonly around: MonoTypeOperatorFunction<Metric>;
  /** Saves the last position, if nothing has changed since then and it is not saved yet; completes without a value. */
  readonly atEnd: Observable<never>;
}

/** The last position that was reached. */
interface Mark extends Durations {
  readonly position: RunPosition;
  readonly lengths: FileLengths;
  /** They are replaced with each step: if they are the same, nothing was trained since. */
  readonly scalars: FitScalars;
  readonly step: Position;
}

/**
 * Returns the checkpoints of a run. A snapshot is taken at once, between two steps; it is written while training continues.
 */
export function checkpointing({
  world: { checkpoints, now },
  state,
  identity,
  images,
  earlier,
}: CheckpointingConfig): Checkpointing {
  const { every } = checkpoints;
  if (every === null) return { reached: () => undefined, around: (phases) => phases, atEnd: EMPTY };
  const due$ = new Subject<Checkpoint>();
  const times = checkpointTimes({ every, now });
  const startedAt = now() - 1000 * earlier.seconds;
  let epochStartedAt = now() - 1000 * earlier.epochSeconds;
  let mark: Mark | null = null;
  let saved: Mark | null = null;
  let isSaving = false;

  const taken = (at: Mark): Checkpoint => {
    const { arrays, version, position, scalars, evaluated } = snapshot(state);
    saved = at;
    const { seconds, epochSeconds } = at;
    return {
      progress: {
        identity,
        position: at.position,
        seconds,
        epochSeconds,
        state: { version, position, scalars, evaluated },
      },
      arrays,
      lengths: at.lengths,
    };
  };

  const save = (checkpoint: Checkpoint): Observable<never> =>
    defer(() => {
      const before = now();
      return images().pipe(
        concatMap((fingerprint) =>
          checkpoints.save({ ...checkpoint, progress: { ...checkpoint.progress, images: fingerprint } }),
        ),
        tap({ complete: () => times.saved(now() - before) }),
        finalize(() => {
          isSaving = false;
        }),
        ignoreElements(),
      );
    });

  return {
    reached: (position, isPossible = true) => {
      if (position.step === 0) epochStartedAt = now();
      const isDue = position.step === 0 ? times.isDueAtEpoch() : times.isDueAtStep();
      if (!isPossible) return;
      mark = {
        position,
        lengths: checkpoints.lengths(),
        scalars: state.scalars,
        step: state.position,
        seconds: (now() - startedAt) / 1000,
        epochSeconds: (now() - epochStartedAt) / 1000,
      };
      if (!isDue || isSaving) return;
      isSaving = true;
      due$.next(taken(mark));
    },
    around: (phases) =>
      merge(
        due$.pipe(exhaustMap(save)),
        phases.pipe(
          finalize(() => {
            due$.complete();
          }),
        ),
      ),
    atEnd: defer(() => {
      const isCurrent = mark !== null && mark.scalars === state.scalars && mark.step === state.position;
      return mark === null || !isCurrent || mark === saved ? EMPTY : save(taken(mark));
    }),
  };
}
