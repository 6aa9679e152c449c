import { map, type Observable } from 'rxjs';
import { describeProgress, prepareEngine } from '../../src/io/tensorflow/index.ts';
import { thinned } from '../thinned.ts';

/** Makes the engine ready, as lines; nothing where it is. */
export const preparedEngine = (device: 'cpu' | 'gpu'): Observable<string> =>
  prepareEngine({ device }).pipe(thinned({ now: () => performance.now() }), map(describeProgress));
