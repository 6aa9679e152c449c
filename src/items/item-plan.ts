import {
  drawKey,
  type Draw,
  type Image,
  type ImageSize,
  type ResizePlan,
  type ResizeStep,
  type Rng,
  type Split,
} from '../core/index.ts';
import type { ItemTransform } from './item-transform.ts';

/** The item transforms, and the keys of their random choices. */
export interface PlanConfig {
  /** Applied in this order; none by default, which keeps images at their sizes. */
  readonly transforms?: readonly ItemTransform[];
  /** Transforms draw random numbers for `train` only. */
  readonly split: Split;
  /** The random numbers of the run; an image uses those at (`item`, epoch, its key). */
  readonly rng: Rng;
  /** From 0. */
  readonly epoch: number;
}

/** The steps for one image. */
export interface ItemSteps {
  readonly steps: readonly ResizeStep[];
  /** Whether a transform made a random choice. */
  readonly isRandom: boolean;
}

/**
 * Returns the steps of all transforms for an image of the given size: each receives the size that the previous one
 * produces. Without transforms there are no steps, and the image keeps its size.
 *
 * @param draw the random numbers of the image; null in validation
 */
export const itemSteps = (
  transforms: readonly ItemTransform[],
  size: ImageSize,
  draw: Draw | null,
): ItemSteps =>
  transforms.reduce<ItemSteps>(
    ({ steps, isRandom }, transform) => {
      const current = steps.at(-1)?.resizeTo ?? size;
      const chosen = draw === null ? null : transform.choose(current, draw);
      return {
        steps: [...steps, ...(chosen ?? transform.steps(current))],
        isRandom: isRandom || chosen !== null,
      };
    },
    { steps: [], isRandom: false },
  );

/** Returns the steps for a file in an epoch, if its image has the given size. Each call repeats the same draws. */
export const plannedSteps = (
  image: Image,
  size: ImageSize,
  { transforms = [], split, rng, epoch }: PlanConfig,
): ItemSteps =>
  itemSteps(transforms, size, split === 'train' ? rng.at('item', epoch, drawKey(image)).draws() : null);

/** Returns the plan of a file in an epoch: its steps as a function of the size of its image. */
export const planOf =
  (file: Image, config: PlanConfig): ResizePlan =>
  (size) =>
    plannedSteps(file, size, config).steps;
