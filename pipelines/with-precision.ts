import { concatMap, of, type Observable } from 'rxjs';
import { resolvedPrecision, type Capabilities, type Metric, type Precision } from '../src/index.ts';
import type { ModelOptions } from './options.ts';

/** Options whose precision is not `auto`. */
export type Precise<O extends ModelOptions> = O & { readonly precision: Precision };

/** Returns a pipeline of options whose precision may be `auto`; a notice says what was found. */
export const withPrecision =
  <O extends ModelOptions>(
    run: (world: Capabilities, options: Precise<O>) => Observable<Metric>,
  ): ((world: Capabilities, options: O) => Observable<Metric>) =>
  (world, options) =>
    resolvedPrecision(options.precision, world).pipe(
      concatMap(({ precision, notice }) =>
        run(world, { ...options, precision }).pipe(
          // The first metric says what is run.
          concatMap((metric, i) =>
            i > 0 || notice === null ? of(metric) : of(metric, { _tag: 'Notice', text: notice } as const),
          ),
        ),
      ),
    );
