import type { ImageSize, ResizePlan, ResizeStep } from '../core/index.ts';
import type { ItemContext, ItemTransform } from './item-transform.ts';

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
