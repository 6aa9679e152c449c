import { EMPTY, of } from 'rxjs';
import type { Collective } from '../core/index.ts';

/**
 * A process that trains alone.
 *
 * @category Capabilities
 */
export const alone: Collective = {
  rank: 0,
  size: 1,
  hosts: ['localhost'],
  allReduce$: (values) => of(values),
  broadcast$: (bytes) => of(bytes),
  allGather$: (bytes) => of([bytes]),
  barrier$: EMPTY,
  leave: () => undefined,
};
