import { concat, defer, mergeMap, of, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { MillraceError, type ItemSkipped } from '../core/index.ts';

export interface StopOnSkippedConfig {
  /** How many pictures the run has, both splits together. */
  readonly total: number;
  /** The share of them that may be bad, 0..1. Half, unless given. */
  readonly share?: number;
}

const NAMED = 3;

/**
 * Gives up on a data set of which too many pictures cannot be used: something else is wrong then, and a network
 * trained on the rest would not be what was asked for.
 *
 * ```
 * source      -a-b-a-c-d|     a, b, c different bad pictures; total 4, share 0.5
 * output      -a-b-a-(c#)
 * ```
 *
 * A picture counts once, however often it is met. Everything passes through. Errors with TooManyBadItems, which names
 * a few, when more than share × total pictures were bad.
 */
export function stopOnSkipped<A extends { readonly _tag: string }>({
  total,
  share = 0.5,
}: StopOnSkippedConfig): MonoTypeOperatorFunction<A | ItemSkipped> {
  return (source) =>
    defer(() => {
      const paths = new Set<string>();
      const named: ItemSkipped[] = [];
      return source.pipe(
        mergeMap((metric) => {
          if (!isSkipped(metric)) return of(metric);
          if (named.length < NAMED && !paths.has(metric.path)) named.push(metric);
          paths.add(metric.path);
          return paths.size > share * total
            ? concat(
                of(metric),
                throwError(() => tooMany(paths.size, total, share, named)),
              )
            : of(metric);
        }),
      );
    });
}

const isSkipped = (metric: { readonly _tag: string }): metric is ItemSkipped => metric._tag === 'ItemSkipped';

const tooMany = (bad: number, total: number, share: number, named: readonly ItemSkipped[]): MillraceError =>
  new MillraceError({
    _tag: 'TooManyBadItems',
    where: 'the pictures',
    expected: `no more than ${Math.floor(share * total)} of ${total} that cannot be used`,
    received: `${bad}, among them ${named.map(({ path, reason }) => `${path} (${reason})`).join(', ')}`,
    advice: 'Check that the folder holds whole pictures.',
  });
