import { at, type Batch, type NotPredicted } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';

/** The images of a batch; the `index` of a file is its position. */
export type BatchImages = Pick<Batch<Tensor4D>, 'files' | 'skipped' | 'damaged'>;

/**
 * Returns the results for the images of a batch in the order of their positions, with their paths and warnings; those
 * that could not be used in their places.
 *
 * @param results [N] those of the N files
 */
export function inOrder<A extends object>(
  { files, skipped, damaged }: BatchImages,
  results: readonly A[],
): readonly (NotPredicted | (A & { readonly path: string; readonly warning?: string }))[] {
  const warnings = new Map(damaged.map(({ file, reason }) => [file.index, reason]));
  const used = files.map(({ path, index }, i) => {
    const warning = warnings.get(index);
    return [index, { path, ...at(results, i), ...(warning === undefined ? {} : { warning }) }] as const;
  });
  const unused = skipped.map(
    ({ file: { path, index }, reason }) => [index, { path, error: reason }] as const,
  );
  return [...used, ...unused].sort(([a], [b]) => a - b).map(([, result]) => result);
}
