import type { Draw, ImageFile, ImageSize, ResizePlan, ResizeStep, Rng, Split } from '../core/index.ts';
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
 * Several transforms, one after another: each sees the size the one before it left. No transform leaves the image as
 * it is.
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

/** The plan of one image in one epoch. Its draws are made anew at each call: it is a function of the size alone. */
export const planOf =
  (file: ImageFile, { transforms = [], split, rng, epoch }: PlanConfig): ResizePlan =>
  (size) =>
    itemPlan(transforms, { split, draw: rng.at('item', epoch, file.index).draws() })(size);

/** The steps for an image of the given size, where they are the same in every epoch; null where chance decides. */
export function fixedSteps(
  size: ImageSize,
  { transforms = [], split }: PlanConfig,
): readonly ResizeStep[] | null {
  // Tried with draws from one end to the other: what they leave as it is, no draw changes.
  const tried = [0, 0.25, 0.5, 0.75, 1 - Number.EPSILON].map((each) => {
    const draw: Draw = () => each;
    return itemPlan(transforms, { split, draw })(size);
  });
  const [first = [], ...others] = tried;
  return others.every((steps) => JSON.stringify(steps) === JSON.stringify(first)) ? first : null;
}
