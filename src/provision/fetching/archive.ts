/** An archive of images that a server has, pinned: where it differs by one bit, it is not used. */
export interface Archive {
  /** What people call it; its folder in the cache has this name. */
  readonly name: string;
  /** The file's name on the server. */
  readonly file: string;
  /** The environment variable that names another server: the address of a folder with the file. */
  readonly mirrorVariable: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** The folder in the archive that holds `train` and `val`. */
  readonly root: string;
  /** About how many files and folders it holds; twice as many are refused. */
  readonly entries: number;
  /** About what it takes unzipped; twice as much is refused. */
  readonly unpackedBytes: number;
}
