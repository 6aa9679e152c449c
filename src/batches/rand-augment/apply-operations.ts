import { at, groupBy } from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import type { ColorOperation } from './operations.ts';

/** An operation for one image. */
export interface DrawnOperation {
  readonly operation: ColorOperation;
  readonly strength: number;
}

/**
 * Applies to each image its own operations in turn: `[N, H, W, 3]` (borrowed) → the same shape, owned by the caller.
 *
 * In each round, images with the same operation are computed together. They stay sorted between rounds, so that they are
 * copied once per round.
 *
 * @param drawn [N] the operations of each image
 */
export function applyOperations(images: Tensor4D, drawn: readonly (readonly DrawnOperation[])[]): Tensor4D {
  const rounds = Math.max(0, ...drawn.map(({ length }) => length));
  const sorted = Array.from({ length: rounds }, (_, round) => drawn.map((own) => own[round] ?? null)).reduce(
    (before: Sorted, round) => {
      const after = applyRound(before, round);
      before.images.dispose();
      return after;
    },
    { images: images.clone(), order: drawn.map((_, i) => i) },
  );
  return inOrder(
    sorted,
    drawn.map((_, i) => i),
  ).images;
}

/** Images in another order. */
interface Sorted {
  readonly images: Tensor4D;
  /** [N] the position of each image in the batch. */
  readonly order: readonly number[];
}

function applyRound(before: Sorted, round: readonly (DrawnOperation | null)[]): Sorted {
  const groups = groupBy(round.keys(), (i): ColorOperation | null => at(round, i)?.operation ?? null);
  const order = [...groups.values()].flat();
  const [, height, width, channels] = before.images.shape;
  const images = tf.tidy(() => {
    const sorted = inOrder(before, order).images;
    let first = 0;
    const parts = [...groups].map(([operation, members]) => {
      const part = tf.slice(sorted, [first, 0, 0, 0], [members.length, height, width, channels]);
      first += members.length;
      const strengths = members.map((i) => at(round, i)?.strength ?? 0);
      return operation === null ? part : tf.tidy(() => operation.apply(part, strengths));
    });
    return tf.concat(parts, 0);
  });
  return { images, order };
}

/** Returns images in another order; the new tensor is owned by the caller. */
const inOrder = ({ images, order }: Sorted, next: readonly number[]): Sorted => {
  const places = new Map(order.map((image, place) => [image, place]));
  const indices = next.map((image) => places.get(image) ?? 0);
  return { images: tf.tidy(() => tf.gather(images, tf.tensor1d(indices, 'int32'))), order: next };
};
