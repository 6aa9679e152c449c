import { at } from '../../core/index.ts';

/** A pinned Python wheel. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  /** The platform tag that pip requests. */
  readonly tag: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Matches the paths of the needed files. */
  readonly keep: RegExp;
  /** The unpacked size of the needed files. */
  readonly unpackedBytes: number;
}

/**
 * Parses a line of pins: platform, name, version, tag, bytes, SHA-256, unpacked bytes.
 *
 * @param keep matches the paths of the needed files
 */
export function parsePin(line: string, keep: RegExp): Wheel {
  const cells = line.split(' ');
  return {
    ...{ name: at(cells, 1), version: at(cells, 2), tag: at(cells, 3), keep },
    ...{ bytes: Number(at(cells, 4)), sha256: at(cells, 5), unpackedBytes: Number(at(cells, 6)) },
  };
}

/** Returns the name and version as pip prints them: `tensorflow-cpu 2.21.0`. */
export const nameOf = ({ name, version }: Wheel): string => `${name} ${version}`;
