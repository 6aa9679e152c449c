/** Groups the elements of a list by a key, in the order of their first elements: `Map.groupBy`, which Node 20 lacks. */
export function groupBy<T, K>(list: Iterable<T>, keyOf: (element: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const element of list) {
    const key = keyOf(element);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [element]);
    else group.push(element);
  }
  return groups;
}
