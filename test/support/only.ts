import type { Observable } from 'rxjs';
import { collect } from './collect.ts';

/** What a stream of one value emits. */
export async function only<A>(stream$: Observable<A>): Promise<A> {
  const values = await collect(stream$);
  if (values.length !== 1) throw new Error(`one value expected, ${String(values.length)} came`);
  return values[0] as A;
}
