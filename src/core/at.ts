import { MillraceError } from './app-error.ts';
import { brokenInvariant } from './failures.ts';

/**
 * Returns an element of a list.
 *
 * Throws BrokenInvariant if the index is out of range: a fallback such as `?? 0` would hide the bug.
 */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index];
  if (value !== undefined) return value;
  throw new MillraceError(brokenInvariant('at', `an index into ${list.length} elements`, String(index)));
}

/** Returns the last element of a list. Throws BrokenInvariant if the list is empty. */
export const lastOf = <T>(list: ArrayLike<T>): T => at(list, list.length - 1);

/** Returns the value of a key. Throws BrokenInvariant if the map does not contain it. */
export function valueAt<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value !== undefined) return value;
  throw new MillraceError(brokenInvariant('valueAt', 'a key in the map', String(key)));
}
