import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageErrors } from '../../../pipelines/image-errors.ts';
import { MillraceError } from '../../../src/core/index.ts';
import { liveDisk } from '../../../src/io/index.ts';
import { check, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { mutateLines } from '../mutations/lines.ts';
import { pick } from '../mutations/mutated.ts';
import { trainingFiles } from '../../../pipelines/training-data.ts';
import { only } from '../../support/only.ts';
import { collect } from '../../support/collect.ts';

/** Lists of validation images: every image of an accepted list is in one part, and those of validation are listed. */
const prepare: PrepareTarget = (folder) => {
  const data = join(folder, 'photos');
  const names = ['red', 'blue'].flatMap((label) => Array.from({ length: 8 }, (_, i) => `${label}/${i}.jpg`));
  for (const label of ['red', 'blue']) mkdirSync(join(data, label), { recursive: true });
  // The signature of JPEG.
  names.forEach((name, i) => {
    writeFileSync(join(data, name), Buffer.of(0xff, 0xd8, 0xff, i));
  });
  const lists = [
    names.filter((name) => name.endsWith('1.jpg') || name.endsWith('2.jpg')),
    names.slice(4, 12).map((name) => join(data, name)),
    names.slice(0, 3).map((name) => `./${name}`),
  ].map((list) => `${list.join('\n')}\n`);
  const path = join(folder, 'valid.txt');
  const changeName = (line: string, draw: () => number): string =>
    pick(draw, ['../', '/', '//', './', '\u0000', '\ud800', '*', ' ', `${data}/../photos/`, '.']) + line;
  return {
    mutant: (draw) => {
      const list = pick(draw, lists);
      if (draw() < 0.5) {
        const { value, how } = mutateBytes(
          Buffer.from(list),
          draw,
          lists.map((each) => Buffer.from(each)),
        );
        return { file: 'valid.txt', bytes: value, how };
      }
      const { value, how } = mutateLines(list, draw, changeName);
      return { file: 'valid.txt', bytes: Buffer.from(value), how };
    },
    examine: async ({ bytes }) => {
      writeFileSync(path, bytes);
      const options = { data, valid: path, limit: undefined, seed: 1 };
      const [error] = (await only(imageErrors(liveDisk, options, []))).errors;
      if (error !== undefined) throw new MillraceError(error);
      const [files] = await collect(trainingFiles(liveDisk, options));
      const { train, valid } = files!;
      check(train.length + valid.length === names.length, 'images are in no part, or in both');
      const listed = Buffer.from(bytes).toString();
      check(
        valid.every((file) => listed.includes(file.path.slice(data.length + 1))),
        'an image is not in the list',
      );
    },
  };
};

export default prepare;
