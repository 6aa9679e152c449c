import { of, type Observable } from 'rxjs';
import type { Capabilities, ImageFiles, Metric, Rng } from '../core/index.ts';
import type { TrainState } from '../nn/index.ts';
import type { LoadedImageData } from './image-data.ts';
import type { Learner } from './learner.ts';

/**
 * The inputs of a phase, created when the run is subscribed and freed when it ends.
 *
 * @category Phases
 */
export interface RunContext {
  /** Everything that training changes; owned by the run. */
  readonly state: TrainState;
  readonly world: Capabilities;
  readonly learner: Learner;
  /** The current data; {@link withData} changes it. */
  readonly data: LoadedImageData;
  /** The images of the current data. */
  readonly files: ImageFiles;
  /** Keyed by the run's seed. */
  readonly rng: Rng;
  /** The number of earlier phases that emitted {@link PhaseStarted}. */
  readonly phase: number;
}

/** The last event of a phase, with the context for the next one. */
export interface PhaseEnded {
  readonly _tag: 'PhaseEnded';
  readonly context: RunContext;
}

/**
 * A part of a run, such as `fitOneCycle(5, 3e-3)`: emits metrics, then exactly one {@link PhaseEnded}.
 *
 * ```text
 * output      -a-(h|)    a a metric, h the PhaseEnded event
 * ```
 *
 * @category Phases
 */
export type Phase = (context: RunContext) => Observable<Metric | PhaseEnded>;

/**
 * Emits {@link PhaseEnded} with the context for the next phase. Use it to end a phase of your own.
 *
 * @category Phases
 */
export const phaseEnded = (context: RunContext): Observable<PhaseEnded> =>
  of({ _tag: 'PhaseEnded', context });
