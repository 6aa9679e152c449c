import { map, type Observable } from 'rxjs';
import { describeProgress, prepareEngine, type PrepareConfig } from '../../src/provision/engine/index.ts';
import { thinned } from '../lines/thinned.ts';

/** Prepares the engine and emits its progress as lines; none if it is prepared. */
export const preparedEngine = (config: PrepareConfig): Observable<string> =>
  prepareEngine(config).pipe(thinned({ now: () => performance.now() }), map(describeProgress));
