import type { MeasuredStep } from '../../pipelines/measured-step.ts';
import type { RecipeFacts, RecipeRequest } from '../../pipelines/recipe-for.ts';

/** Two cores: 13 ms per image of 64 px. */
export const cpuStep: MeasuredStep = { arch: 'xresnet18', size: 64, batchSize: 16, stepMs: 16 * 13 };

/** Three classes of 150 images, on two cores. */
export const madeFacts = (change: Partial<RecipeFacts> = {}): RecipeFacts => ({
  trainCount: 360,
  validCount: 90,
  classes: 3,
  processes: 1,
  side: 375,
  decodeMs: 4,
  steps: [cpuStep],
  ...change,
});

/** A request that fixes nothing. */
export const madeRequest = (given: Partial<RecipeRequest['given']> = {}, budget?: number): RecipeRequest => ({
  budget,
  given: {
    arch: undefined,
    size: undefined,
    itemSize: undefined,
    batchSize: undefined,
    epochs: undefined,
    mixup: undefined,
    lr: undefined,
    cache: undefined,
    ...given,
  },
});
