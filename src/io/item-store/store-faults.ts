import { formatBytes } from '../../core/index.ts';

/** The faults of a store on the disk since they were last reported. */
export class StoreFaults {
  /** Images whose damaged pixels were replaced. */
  replaced = 0;
  /** The size of the removed files that had no index. */
  removedBytes = 0;
  /** Why the folder cannot be used. */
  unusable: string | null = null;
  /** Why an image was not stored, for the last one. */
  unwritten: string | null = null;

  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Returns a sentence about each kind of fault, and forgets the faults. */
  take(): readonly string[] {
    const { folder, replaced, removedBytes, unusable, unwritten } = this;
    [this.replaced, this.removedBytes, this.unusable, this.unwritten] = [0, 0, null, null];
    return [
      ...(replaced > 0
        ? [`replaced ${replaced} damaged ${replaced === 1 ? 'image' : 'images'} in the cache ${folder}`]
        : []),
      ...(removedBytes > 0
        ? [`removed ${formatBytes(removedBytes)} with a missing or damaged index from the cache ${folder}`]
        : []),
      ...(unusable === null ? [] : [`the cache ${folder} cannot be used: ${unusable}`]),
      ...(unwritten === null ? [] : [`some images were not stored in the cache ${folder}: ${unwritten}`]),
    ];
  }
}
