import { of, type Observable } from 'rxjs';
import type { Capabilities, ImageFiles, Metric, Rng } from '../core/index.ts';
import type { TrainState } from '../nn/index.ts';
import type { ImageData } from './image-data.ts';
import type { Learner } from './learner.ts';

/**
 * The inputs of a phase: created when the run is subscribed, freed when it ends.
 *
 * @category Phases
 */
export interface RunContext extends Pick<TrainState, 'model' | 'optimizer'> {
  readonly world: Capabilities;
  readonly learner: Learner;
  /** The current data; {@link withData} changes it. */
  readonly data: ImageData;
  /** The images of the current data. */
  readonly files: ImageFiles;
  /** Keyed by the run's seed. */
  readonly rng: Rng;
  /** Number of phases before this one that emitted {@link PhaseStarted}. */
  readonly phase: number;
}

/** The last event of a phase: the context for the next one. */
export interface PhaseEnded {
  readonly _tag: 'Handover';
  readonly context: RunContext;
}

/**
 * A part of a run, such as `fitOneCycle(5, 3e-3)`: emits metrics, then exactly one {@link Handover}.
 *
 * ```text
 * output      -a-(h|)    a a metric, h the handover
 * ```
 *
 * @category Phases
 */
export type Phase = (context: RunContext) => Observable<Metric | PhaseEnded>;

/**
 * Emits the context for the next phase: the end of a phase of one's own.
 *
 * @category Phases
 */
export const phaseEnded = (context: RunContext): Observable<PhaseEnded> => of({ _tag: 'Handover', context });
