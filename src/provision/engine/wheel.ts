/** A Python wheel, pinned: where it differs by one bit, it is not used. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  /** The platform tag pip is asked for. */
  readonly tag: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Paths inside the wheel that are needed. */
  readonly keep: RegExp;
  /** What they take unpacked, in bytes. */
  readonly unpackedBytes: number;
}

/** A wheel in one row. */
export type Pin = readonly [
  name: string,
  version: string,
  tag: string,
  bytes: number,
  sha256: string,
  unpacked: number,
];

/** The wheel of a row; `keep` chooses what is needed of it. */
export const pinned =
  (keep: RegExp) =>
  ([name, version, tag, bytes, sha256, unpackedBytes]: Pin): Wheel => ({
    name,
    version,
    tag,
    bytes,
    sha256,
    keep,
    unpackedBytes,
  });
