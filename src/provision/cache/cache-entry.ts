/** The kinds of things in the cache folder; `other` is what this version of Millrace does not know. */
export const cacheKinds = ['engines', 'data-sets', 'items', 'other'] as const;

/** What an entry of the cache folder is: engines, data sets, decoded images (`items`), or something else. */
export type CacheKind = (typeof cacheKinds)[number];

/** Something in the cache folder, together with the leftovers of its preparation or download: plain data. */
export interface CacheEntry {
  readonly kind: CacheKind;
  /** Its name in the cache folder, e.g. `tensorflow-2.21.0-cpu-linux-x64` or `cifar10`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** The last access or change, in ISO 8601, as far as the file system records it; null if there is no file in it. */
  readonly lastUsed: string | null;
}
