import { integer, type Draw } from '../../../src/core/index.ts';
import { pick, type Mutation } from './mutated.ts';

const BLOCK = 512;

/** A field of a header: where it is, and what to write there. */
interface Field {
  readonly at: number;
  readonly length: number;
  readonly values: readonly string[];
}

const NAMES = [
  ...[
    '../a',
    '/etc/passwd',
    'a/../../b',
    'C:\\x',
    'a\\b',
    'a\u001b[2Jb',
    '',
    '.',
    '..',
    './',
    '/',
    'root/train',
    'root/train/x',
  ],
  ...[
    'root/train/1.txt',
    'root/train/1.txt/x',
    'ROOT/TRAIN/1.TXT',
    'x'.repeat(100),
    'é',
    '\u202e',
    'a\nb',
    'NUL',
    'a:b',
  ],
];
const fields: readonly Field[] = [
  { at: 0, length: 100, values: NAMES },
  { at: 345, length: 155, values: ['', '..', '/', 'a/..', 'x'.repeat(155), 'root'] },
  { at: 157, length: 100, values: NAMES },
  // Types: files, links, devices, folders, pipes, extended headers, long names, and unknown ones.
  { at: 156, length: 1, values: Array.from('01234567gxLKSDVZ\0') },
  {
    at: 124,
    length: 12,
    values: [
      '00000000000',
      '00000000001',
      '77777777777',
      '-0000000001',
      '\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff',
    ],
  },
  { at: 100, length: 8, values: ['0000000', '0007777', '7777777', 'abc'] },
  { at: 136, length: 12, values: ['77777777777', '00000000000', 'abc'] },
  { at: 257, length: 8, values: ['ustar\x0000', 'ustar  \0', '\0\0\0\0\0\0\0\0', 'GNUtar '] },
];

/** Changes a field of the header of an entry, or of what may be one; its checksum is right again. */
export const mutateTarHeader: Mutation<Buffer> = (tar, draw) => {
  const copy = Buffer.from(tar);
  const headers = headersOf(copy);
  if (headers.length === 0) return copy;
  const header = copy.subarray(pick(draw, headers)).subarray(0, BLOCK);
  for (let count = 1 + integer(draw, 3); count > 0; count--) {
    const { at, length, values } = pick(draw, fields);
    header.fill(0, at, at + length);
    header.write(pick(draw, values), at, length, 'latin1');
  }
  // The checksum counts its own bytes as spaces.
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return copy;
};

function headersOf(tar: Buffer): readonly number[] {
  return Array.from({ length: Math.floor(tar.length / BLOCK) }, (_, i) => BLOCK * i).filter(
    (at) => tar.toString('latin1', at + 257, at + 262) === 'ustar',
  );
}

/** Returns the archive without its end, or with it in the middle. */
export const mutateTarEnd: Mutation<Buffer> = (tar, draw: Draw) => {
  const at = BLOCK * integer(draw, tar.length / BLOCK);
  return draw() < 0.5
    ? tar.subarray(0, at)
    : Buffer.concat([tar.subarray(0, at), Buffer.alloc(2 * BLOCK), tar.subarray(at)]);
};
