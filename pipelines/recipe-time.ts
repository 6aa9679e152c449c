import type { RecipeFacts } from './recipe-for.ts';
import { costOf, type Rung } from './rungs.ts';

/** Evaluation needs about this fraction of the time of a training step. */
const EVALUATION = 0.25;
/** Augmentation, metrics, and steps that are slower than the fastest. */
const OVERHEAD = 1.15;
/** Seconds to save the model after an epoch, and the report. */
const SAVING = 0.7;
/** The first steps are slower, by about this many steps. */
const WARM_UP_STEPS = 6;

/** The estimated time of a training, in seconds. */
export interface RecipeTime {
  /** Decoding, and slower first steps. */
  readonly once: number;
  readonly perEpoch: number;
  readonly imagesPerSecond: number;
}

/**
 * Returns the estimated time of a training. The time of a step grows with its multiply-adds, which estimates networks that
 * were not measured within about a third: larger ones use the caches of a processor less well.
 */
export function timeOf(
  { trainCount, validCount, decodeMs, steps }: RecipeFacts,
  rung: Rung,
  batchSize: number,
): RecipeTime {
  const [first] = steps;
  const measured = steps.findLast(({ arch, size }) => arch === rung.arch && size === rung.size) ?? first;
  const imageMs = ((measured.stepMs / measured.batchSize) * costOf(rung)) / costOf(measured);
  const trained = batchSize * Math.floor(trainCount / batchSize);
  return {
    once: ((trainCount + validCount) * decodeMs + WARM_UP_STEPS * batchSize * imageMs) / 1000,
    perEpoch: (OVERHEAD * imageMs * (trained + EVALUATION * validCount)) / 1000 + SAVING,
    imagesPerSecond: 1000 / imageMs,
  };
}
