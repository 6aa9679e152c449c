import { integer, type Draw } from '../../../src/core/index.ts';
import { mutated, pick, type Mutated, type Mutation } from './mutated.ts';

const SECTOR = 4096;

/** Integers at which a length, a count or an offset overflows, or becomes negative. */
const EXTREMES: readonly bigint[] = [
  ...[0n, 1n, -1n, 2n ** 7n, 2n ** 8n - 1n, 2n ** 15n, 2n ** 16n - 1n, 2n ** 24n, 2n ** 31n - 1n, 2n ** 31n],
  ...[2n ** 32n - 1n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n],
];

/** A range of bytes that is not empty; the first and last 64 bytes are chosen more often. */
function block(bytes: Buffer, draw: Draw): readonly [start: number, end: number] {
  const start = position(bytes, draw);
  return [start, Math.min(bytes.length, start + 1 + Math.floor((bytes.length / 2) * draw() ** 4))];
}

function position({ length }: Buffer, draw: Draw): number {
  const edge = Math.min(64, length);
  return pick(draw, [
    () => integer(draw, edge),
    () => length - 1 - integer(draw, edge),
    () => integer(draw, length),
  ])();
}

/** Changes one byte of a copy. */
function changed(bytes: Buffer, draw: Draw, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const at = position(copy, draw);
  if (at >= 0 && at < copy.length) copy[at] = change(copy[at]!);
  return copy;
}

function overwriteInteger(bytes: Buffer, draw: Draw): Buffer {
  const size = pick(
    draw,
    [1, 2, 4, 8].filter((each) => each <= bytes.length),
  );
  const value = Buffer.alloc(8);
  value.writeBigUInt64LE(BigInt.asUintN(64, pick(draw, EXTREMES)));
  const digits = value.subarray(0, size);
  if (draw() < 0.5) digits.reverse();
  const copy = Buffer.from(bytes);
  digits.copy(copy, Math.min(position(copy, draw), copy.length - size));
  return copy;
}

const mutations: Readonly<Record<string, Mutation<Buffer>>> = {
  truncate: (bytes, draw) => bytes.subarray(0, integer(draw, bytes.length)),
  extend: (bytes, draw) =>
    Buffer.concat([
      bytes,
      Buffer.from(Array.from({ length: 1 + integer(draw, 64) }, () => integer(draw, 256))),
    ]),
  'extend with zeros': (bytes, draw) => Buffer.concat([bytes, Buffer.alloc(1 + integer(draw, 2 * SECTOR))]),
  'flip a bit': (bytes, draw) => changed(bytes, draw, (byte) => byte ^ (1 << integer(draw, 8))),
  'flip a byte': (bytes, draw) => changed(bytes, draw, (byte) => 255 - byte),
  'set a byte': (bytes, draw) => changed(bytes, draw, () => integer(draw, 256)),
  'overwrite an integer': overwriteInteger,
  'delete a block': (bytes, draw) => {
    const [start, end] = block(bytes, draw);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  'duplicate a block': (bytes, draw) => {
    const [start, end] = block(bytes, draw);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  'swap two blocks': (bytes, draw) => {
    const [start, middle, end] = [0, 0, 0]
      .map(() => integer(draw, bytes.length + 1))
      .sort((a, b) => a - b) as [number, number, number];
    return Buffer.concat([
      bytes.subarray(0, start),
      bytes.subarray(middle, end),
      bytes.subarray(start, middle),
      bytes.subarray(end),
    ]);
  },
  'zero a sector': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const size = Math.min(SECTOR, 2 ** Math.floor(Math.log2(bytes.length / 2)));
    const at = size * integer(draw, Math.ceil(bytes.length / size));
    return copy.fill(0, at, Math.min(at + size, copy.length));
  },
};

/**
 * Damages a file as disks, downloads and attackers do: parts are missing, doubled, moved, zeroed or flipped, and integers
 * are extreme.
 *
 * @param others files to splice with: the beginning of one, the end of another
 */
export function mutateBytes(
  bytes: Uint8Array,
  draw: Draw,
  others: readonly Uint8Array[] = [],
): Mutated<Buffer> {
  const splice: Mutation<Buffer> = (head) => {
    const tail = pick(draw, others);
    return Buffer.concat([
      head.subarray(0, integer(draw, head.length)),
      tail.subarray(integer(draw, tail.length)),
    ]);
  };
  // What nothing is left of cannot be changed any more.
  const all = Object.entries({ ...mutations, ...(others.length === 0 ? {} : { splice }) }).map(
    ([name, mutation]): [string, Mutation<Buffer>] => [
      name,
      (each, by) =>
        each.length < 2 ? Buffer.from([...each, integer(by, 256), integer(by, 256)]) : mutation(each, by),
    ],
  );
  return mutated(Buffer.from(bytes), Object.fromEntries(all), draw);
}
