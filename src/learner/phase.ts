import type { Observable } from 'rxjs';
import type { Capabilities, ImageFiles, Metric, PhaseStarted, PlannedPhase, Rng } from '../core/index.ts';
import type { TrainState } from '../nn/index.ts';
import type { Agreement } from '../steps/index.ts';
import type { LoadedImageData } from './image-data.ts';
import type { LoadedLearner } from './learner.ts';
import type { ResumedPosition, RunPosition } from './run-position.ts';

/**
 * A run in progress: created when it is subscribed, changed by its phases, and freed when it ends.
 *
 * @category Phases
 */
export interface RunContext {
  readonly world: Capabilities;
  /** That of the processes that train together. */
  readonly agreement: Agreement;
  readonly learner: LoadedLearner;
  /** Keyed by the run's seed. */
  readonly rng: Rng;
  /** Everything that training changes; owned by the run. */
  readonly state: TrainState;
  /** The current data; {@link withData} replaces it. */
  data: LoadedImageData;
  /** The images of the current data. */
  files: ImageFiles;
  /** The number of earlier phases that emitted {@link PhaseStarted}. */
  phase: number;
  /** Where a resumed run continues; null once it has, and in a run that is not resumed. */
  resumed: ResumedPosition | null;
  /** The images that the phase in which a run is resumed had skipped before. */
  readonly skippedBefore: readonly string[];
  /** How long the epoch in which a run is resumed had taken before, in seconds; 0 in a run that is not resumed. */
  readonly epochSecondsBefore: number;
  /**
   * Called by a fit when everything before a position is done and all of its metrics are emitted: the run may be resumed
   * from there.
   */
  readonly reached: (position: Omit<RunPosition, 'index' | 'first'>) => void;
}

/**
 * A part of a run, such as `fitOneCycle(5, 3e-3)`: emits metrics, and changes the run for the phases after it.
 *
 * @category Phases
 */
export interface Phase extends PlannedPhase {
  /** Whether it changes nothing in the run: a run of such phases saves no copy of its model. False by default. */
  readonly changesNothing?: boolean;
  /** Returns the phase: a cold stream. */
  readonly run: (context: RunContext) => Observable<Metric>;
}

/** Returns the start of a phase, from its plan and the number of steps in each of its epochs. */
export const phaseStarted = (
  { name, kind, epochs }: Pick<PhaseStarted, 'name' | 'kind' | 'epochs'>,
  stepsPerEpoch: number,
  { phase, data: { batchSize, size } }: RunContext,
): PhaseStarted => ({
  _tag: 'PhaseStarted',
  phase,
  name,
  kind,
  epochs,
  stepsPerEpoch,
  batchSize,
  size: [size.height, size.width],
});
