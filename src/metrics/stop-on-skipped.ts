import { concat, defer, mergeMap, of, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { tooManyBadItems, MillraceError, type ItemSkipped } from '../core/index.ts';

/** Options of {@link stopOnSkipped}. */
export interface StopOnSkippedConfig {
  /** Number of images in the run, in both splits. */
  readonly total: number;
  /** The fraction of images that may be bad, 0..1; 0.5 by default. */
  readonly fraction?: number;
  /** The paths of images that were skipped before; none by default. */
  readonly earlier?: readonly string[];
}

const MAX_EXAMPLES = 3;

/**
 * Errors with TooManyBadItems if too many images are unusable, which points to a broken data set.
 *
 * ```text
 * source      -a-b-a-c-d|     a, b, c different bad images; total 4, fraction 0.5
 * output      -a-b-a-(c#)
 * ```
 *
 * Everything passes through. Each image counts once. Errors when more than `fraction · total` images were bad, and names
 * a few of them.
 *
 * @param config the number of images and the fraction that may be bad
 * @category Metrics
 */
export function stopOnSkipped<A extends { readonly _tag: string }>({
  total,
  fraction = 0.5,
  earlier = [],
}: StopOnSkippedConfig): MonoTypeOperatorFunction<A | ItemSkipped> {
  return (source) =>
    defer(() => {
      const paths = new Set(earlier);
      const examples: ItemSkipped[] = [];
      return source.pipe(
        mergeMap((metric) => {
          if (!isSkipped(metric)) return of(metric);
          if (examples.length < MAX_EXAMPLES && !paths.has(metric.path)) examples.push(metric);
          paths.add(metric.path);
          return paths.size > fraction * total
            ? concat(
                of(metric),
                throwError(() => tooManySkipped(paths.size, total, fraction, examples)),
              )
            : of(metric);
        }),
      );
    });
}

const isSkipped = (metric: { readonly _tag: string }): metric is ItemSkipped => metric._tag === 'ItemSkipped';

const tooManySkipped = (
  bad: number,
  total: number,
  fraction: number,
  examples: readonly ItemSkipped[],
): MillraceError =>
  new MillraceError(
    tooManyBadItems(
      'the images',
      `at most ${Math.floor(fraction * total)} of ${total} to be unusable`,
      `${bad}, including ${examples.map(({ path, reason }) => `${path} (${reason})`).join(', ')}`,
      'Check that the image files are complete.',
    ),
  );
