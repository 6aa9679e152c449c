import type { Draw, ImageFile, ImageSize, ResizePlan, ResizeStep, Rng, Split } from '../core/index.ts';
import type { ItemContext, ItemTransform } from './item-transform.ts';

/** What the geometry of a picture depends on, besides its size. */
export interface PlanConfig {
  /** Carried out in this order; by default none: pictures keep their sizes. */
  readonly transforms?: readonly ItemTransform[];
  /** Transforms draw for `train` only. */
  readonly split: Split;
  /** The random numbers of the run; a picture's are those at (`item`, epoch, its index). */
  readonly rng: Rng;
  readonly epoch: number;
}

/**
 * Several transforms, one after another: each sees the size the one before it left. No transform leaves the picture as
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

/** The plan of one picture in one epoch. Its draws are made anew at each call: it is a function of the size alone. */
export const planOf =
  (file: ImageFile, { transforms = [], split, rng, epoch }: PlanConfig): ResizePlan =>
  (size) =>
    itemPlan(transforms, { split, draw: rng.at('item', epoch, file.index).draws() })(size);

/** The steps for a picture of the given size, where they are the same in every epoch; null where chance decides. */
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
