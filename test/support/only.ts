import type { Observable } from 'rxjs';
import { collect } from './collect.ts';

/** Resolves with the value of a stream; rejects unless it emits exactly one. */
export async function only<A>(stream$: Observable<A>): Promise<A> {
  const values = await collect(stream$);
  if (values.length !== 1) throw new Error(`expected one value, received ${String(values.length)}`);
  return values[0] as A;
}
