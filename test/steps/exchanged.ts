import { map, NEVER, type Observable } from 'rxjs';
import type { Collective } from '../../src/core/index.ts';
import { alone } from '../../src/flow/index.ts';
import { agreementOf, type Agreement } from '../../src/steps/index.ts';

/** Returns the agreement of the first of two processes; the other one has the same values. */
export const agreementOfTwo = (exchange: Observable<unknown>): Agreement =>
  agreementOf({ collective: twice(exchange), stop$: NEVER, now: () => 0 });

const twice = (exchange: Observable<unknown>): Collective => ({
  ...alone,
  ...{ size: 2, hosts: ['a', 'a'] },
  allReduce$: (values) =>
    exchange.pipe(
      map(() => {
        values.forEach((value, i) => (values[i] = 2 * value));
        return values;
      }),
    ),
});
