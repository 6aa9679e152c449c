import { MillraceError } from './app-error.ts';
import { brokenInvariant } from './failures.ts';

/**
 * Returns an element of a list. A negative index counts from the end, as in `Array.prototype.at`.
 *
 * Throws BrokenInvariant if there is none: an index out of range is a bug, not class 0.
 */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index < 0 ? list.length + index : index];
  if (value !== undefined) return value;
  throw new MillraceError(brokenInvariant('at', `an index below ${list.length}`, String(index)));
}

/** Returns the value of a key. Throws BrokenInvariant if the map lacks it. */
export function valueAt<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value !== undefined) return value;
  throw new MillraceError(brokenInvariant('valueAt', 'a key of the map', String(key)));
}
