import { of, type Observable } from 'rxjs';
import type { Capabilities, ImageFiles, Metric, Rng } from '../core/index.ts';
import type { Trainable } from '../nn/index.ts';
import type { ImageData } from './image-data.ts';
import type { Learner } from './learner.ts';

/** What a phase of a run works with: made when the run is subscribed, freed at its end. */
export interface RunContext extends Pick<Trainable, 'model' | 'optimizer'> {
  readonly world: Capabilities;
  readonly learner: Learner;
  /** The data from here on, and its pictures; `withData` changes them. */
  readonly data: ImageData;
  readonly files: ImageFiles;
  /** Keyed by the run's seed. */
  readonly rng: Rng;
  /** How many phases came before that the metrics tell of. */
  readonly phase: number;
}

/** The last word of a phase: the context of the next one. */
export interface Handover {
  readonly _tag: 'Handover';
  readonly context: RunContext;
}

/**
 * A part of a run, e.g. `fitOneCycle(5, 3e-3)`: what it tells, and at last, once, the context of the next part.
 *
 * ```
 * fitOneCycle   p-s-s-s-r(h|)    p the phase, s steps, r an epoch's row, h the handover
 * ```
 */
export type Phase = (context: RunContext) => Observable<Metric | Handover>;

/** The handover as the end of a phase. */
export const handOver = (context: RunContext): Observable<Handover> => of({ _tag: 'Handover', context });
