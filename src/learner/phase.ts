import type { Observable } from 'rxjs';
import type { Capabilities, Metric, Rng } from '../core/index.ts';
import type { Model, Optimizer } from '../nn/index.ts';
import type { ImageData } from './image-data.ts';
import type { Learner } from './learner.ts';

/** What a phase of a run works with: made when the run is subscribed, freed at its end. */
export interface RunContext {
  readonly world: Capabilities;
  readonly learner: Learner;
  /** The data from here on; `withData` changes it. */
  readonly data: ImageData;
  /** Shared by all phases; owned by the run. */
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** Keyed by the run's seed. */
  readonly rng: Rng;
  /** How many fits came before. */
  readonly phase: number;
}

/** A part of a run, e.g. `fitOneCycle(5, 3e-3)`: what it puts out, and the context of the next part. */
export interface Phase {
  readonly metrics: (context: RunContext) => Observable<Metric>;
  readonly next: (context: RunContext) => RunContext;
}
