const identities = new WeakMap<object, number>();
let count = 0;

/** Returns a number for an object, the same at each call: for keys of caches. */
export function identityOf(object: object): number {
  const identity = identities.get(object) ?? count++;
  identities.set(object, identity);
  return identity;
}
