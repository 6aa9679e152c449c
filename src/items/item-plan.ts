import type { ImageFile, ImageSize, ResizePlan, ResizeStep, Rng, Split } from '../core/index.ts';
import type { ItemContext, ItemTransform } from './item-transform.ts';

/** The item transforms, and the keys of their random choices. */
export interface PlanConfig {
  /** Applied in this order; none by default, which keeps images at their sizes. */
  readonly transforms?: readonly ItemTransform[];
  /** Transforms draw random numbers for `train` only. */
  readonly split: Split;
  /** The random numbers of the run; an image uses those at (`item`, epoch, its index). */
  readonly rng: Rng;
  /** From 0. */
  readonly epoch: number;
}

/**
 * Combines transforms into one plan: each receives the size that the previous one produces. Without transforms the plan
 * has no steps, and keeps the image as it is.
 */
export const itemPlan =
  (transforms: readonly ItemTransform[], context: ItemContext): ResizePlan =>
  (size) =>
    transforms.reduce<Progress>(
      ({ steps, size: current }, transform) => {
        const more = transform(current, context);
        return { steps: [...steps, ...more], size: more.at(-1)?.resizeTo ?? current };
      },
      { steps: [], size },
    ).steps;

interface Progress {
  readonly steps: readonly ResizeStep[];
  readonly size: ImageSize;
}

/** Returns the plan of an image in an epoch. Each call repeats the same draws: the plan is a function of the size alone. */
export const planOf =
  (file: ImageFile, { transforms = [], split, rng, epoch }: PlanConfig): ResizePlan =>
  (size) =>
    itemPlan(transforms, { split, draw: rng.at('item', epoch, file.index).draws() })(size);

/** Returns the steps for an image of the given size if they are the same in every epoch; null if they are random. */
export function fixedSteps(
  size: ImageSize,
  { transforms = [], split }: PlanConfig,
): readonly ResizeStep[] | null {
  const stepsFor = (number: number): readonly ResizeStep[] =>
    itemPlan(transforms, { split, draw: () => number })(size);
  const first = stepsFor(0);
  // Steps that are equal for these draws, which span [0, 1), are assumed not to depend on the draw.
  const isFixed = [0.25, 0.5, 0.75, 1 - Number.EPSILON].every(
    (number) => JSON.stringify(stepsFor(number)) === JSON.stringify(first),
  );
  return isFixed ? first : null;
}
