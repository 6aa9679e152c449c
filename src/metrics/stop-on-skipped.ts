import { concat, defer, mergeMap, of, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { tooManyBadItems, MillraceError, type ItemSkipped } from '../core/index.ts';

/** Options of {@link stopOnSkipped}. */
export interface StopOnSkippedConfig {
  /** Number of images in the run, in both splits. */
  readonly total: number;
  /** The fraction of the images that may be bad, 0..1; 0.5 by default. */
  readonly fraction?: number;
}

const MAX_NAMED = 3;

/**
 * Ends a run with an error if too many images cannot be used, which points to a problem with the data set.
 *
 * ```text
 * source      -a-b-a-c-d|     a, b, c different bad images; total 4, share 0.5
 * output      -a-b-a-(c#)
 * ```
 *
 * Everything passes through. An image counts once, however often it is met. Errors with TooManyBadItems, naming a few
 * of them, when more than `share · total` images were bad.
 *
 * @param config the number of images, and the fraction that may be bad
 * @category Metrics
 */
export function stopOnSkipped<A extends { readonly _tag: string }>({
  total,
  fraction = 0.5,
}: StopOnSkippedConfig): MonoTypeOperatorFunction<A | ItemSkipped> {
  return (source) =>
    defer(() => {
      const paths = new Set<string>();
      const named: ItemSkipped[] = [];
      return source.pipe(
        mergeMap((metric) => {
          if (!isSkipped(metric)) return of(metric);
          if (named.length < MAX_NAMED && !paths.has(metric.path)) named.push(metric);
          paths.add(metric.path);
          return paths.size > fraction * total
            ? concat(
                of(metric),
                throwError(() => tooMany(paths.size, total, fraction, named)),
              )
            : of(metric);
        }),
      );
    });
}

const isSkipped = (metric: { readonly _tag: string }): metric is ItemSkipped => metric._tag === 'ItemSkipped';

const tooMany = (
  bad: number,
  total: number,
  fraction: number,
  named: readonly ItemSkipped[],
): MillraceError =>
  new MillraceError(
    tooManyBadItems(
      'the images',
      `no more than ${Math.floor(fraction * total)} of ${total} that cannot be used`,
      `${bad}, among them ${named.map(({ path, reason }) => `${path} (${reason})`).join(', ')}`,
      'Check that the folder holds whole images.',
    ),
  );
