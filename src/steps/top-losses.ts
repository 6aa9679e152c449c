import { at, lastOf, type PredictedImage, type TopLoss } from '../core/index.ts';

/** Three rows of three, as in fastai's examples of plot_top_losses. */
const MAX_TOP_LOSSES = 9;

/**
 * Returns the nine images with the highest losses among the current and the new ones, highest first; of equal losses the
 * earlier image. Leaves out losses that are not finite: after divergence, a ranking is meaningless.
 *
 * @param losses [N] those of the new images
 */
export function withTopLosses(
  current: readonly TopLoss[],
  images: readonly PredictedImage[],
  losses: ArrayLike<number>,
): readonly TopLoss[] {
  const lowest = current.length < MAX_TOP_LOSSES ? -Infinity : lastOf(current).loss;
  // Sorting is stable, so of equal losses the earlier image stays first.
  const candidates = images
    .map((image, i): TopLoss => ({ ...image, loss: at(losses, i) }))
    .filter(({ loss }) => Number.isFinite(loss) && loss > lowest)
    .sort((a, b) => b.loss - a.loss)
    .slice(0, MAX_TOP_LOSSES);
  return candidates.length === 0
    ? current
    : [...current, ...candidates].sort((a, b) => b.loss - a.loss).slice(0, MAX_TOP_LOSSES);
}
