import { concatMap, type MonoTypeOperatorFunction } from 'rxjs';
import type { Metric } from '../../src/core/index.ts';

/**
 * Emits notices after the first metric, which starts the run.
 *
 * ```text
 * source      -a----b-|    a, b metrics
 * output      -(an)-b-|    n a notice
 * ```
 */
export const withNotices = (texts: readonly string[]): MonoTypeOperatorFunction<Metric> =>
  concatMap((metric, i) =>
    i === 0 ? [metric, ...texts.map((text): Metric => ({ _tag: 'Notice', text }))] : [metric],
  );
