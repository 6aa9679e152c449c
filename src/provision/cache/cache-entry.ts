/**
 * The kinds of cache entries: engines, MPI, data sets, pretrained models, decoded images (`items`), and unknown files and folders
 * (`other`).
 */
export const cacheKinds = ['engines', 'mpi', 'data-sets', 'pretrained', 'items', 'other'] as const;

/** The kind of a cache entry. */
export type CacheKind = (typeof cacheKinds)[number];

/** A file or folder in the cache folder, with the leftovers of interrupted preparations and downloads: plain data. */
export interface CacheEntry {
  readonly kind: CacheKind;
  /**
   * Its name in the cache folder, e.g. `tensorflow-2.21.0-cpu-linux-x64` or `cifar10`; of a pretrained model, its owner and
   * name, e.g. `timm/resnet18d.ra2_in1k`.
   */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** The last access or change, in ISO 8601, as far as the file system records it; null if it holds no file. */
  readonly lastUsed: string | null;
}
