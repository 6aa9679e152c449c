import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { badData, MillraceError } from '../../../src/core/index.ts';
import { decodeSafetensors, type SafetensorsFile } from '../../../src/io/models/safetensors.ts';
import { check, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { pick } from '../mutations/mutated.ts';
import { bytesOf, mutateFile, mutateHeader, mutateTypes } from '../mutations/safetensors-file.ts';

const files: readonly SafetensorsFile[] = [
  { arrays: new Map(), metadata: {} },
  {
    arrays: new Map([
      ['weight', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['0', { shape: [], data: Float32Array.of(7) }],
      ['empty', { shape: [0, 4], data: new Float32Array(0) }],
    ]),
    metadata: { format: 'millrace', note: '{"a":[1,2]}' },
  },
];
const encoded = files.map(bytesOf);

/** Safetensors: a file that is accepted can be written again, and means the same. */
const prepare: PrepareTarget = () => ({
  mutant: (draw) => {
    const file = pick(draw, files);
    const { value, how } = pick(draw, [
      () => mutateBytes(bytesOf(file), draw, encoded),
      () => mutateHeader(bytesOf(file), draw),
      () => mutateTypes(file, draw),
      () => mutateHeader(mutateTypes(file, draw).value, draw),
      () => mutateBytes(mutateTypes(file, draw).value, draw, encoded),
      () => {
        const changed = mutateFile(file, draw);
        return { value: bytesOf(changed.value), how: changed.how };
      },
    ])();
    return { file: 'a.safetensors', bytes: value, how };
  },
  examine: ({ bytes }) => {
    const file = decodeSafetensors(bytes);
    if (E.isLeft(file)) throw new MillraceError(badData('a.safetensors', '', file.left));
    const again = decodeSafetensors(bytesOf(file.right));
    check(isDeepStrictEqual(again, file), 'the file changes when it is written again');
  },
});

export default prepare;
