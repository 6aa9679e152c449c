import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Verification } from '../../../src/core/index.ts';
import { findingsLines } from '../../../tui/lines/findings-lines.ts';
import { paint } from '../../../tui/lines/paint.ts';
import { verifyCommand, type VerifyCommandOptions } from '../../../tui/commands/verify.ts';
import type { Printed } from '../../../tui/printed.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeGiven, madeTerminal } from '../made-given.ts';

/** Writes a photo: waves whose directions depend on a number. */
const photo = (number: number, width = 96): Promise<Buffer> => {
  const data = Uint8Array.from({ length: width * width * 3 }, (_, i) => {
    const [x, y] = [(Math.floor(i / 3) % width) / width, Math.floor(i / 3 / width) / width];
    return (
      128 + 50 * Math.sin(4 * x * (number + 1) + number) + 50 * Math.sin(5 * y * ((number * 7) % 5) + 2 * x)
    );
  });
  return sharp(data, { raw: { width, height: width, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
};

/** Writes ten photos of two classes, with one of each fault. */
async function writeFolder(root: string): Promise<void> {
  for (const [c, label] of ['cat', 'dog'].entries()) {
    mkdirSync(join(root, label), { recursive: true });
    for (let i = 0; i < 10; i++) writeFileSync(join(root, label, `${i}.jpg`), await photo(10 * c + i));
  }
  writeFileSync(join(root, 'dog', 'copy.jpg'), await photo(3));
  writeFileSync(join(root, 'cat', 'small.jpg'), await photo(4, 40));
  writeFileSync(join(root, 'cat', 'cut.jpg'), (await photo(30)).subarray(0, 900));
  writeFileSync(join(root, 'dog', 'empty.jpg'), '');
}

const run = (data: string, change: Partial<VerifyCommandOptions> = {}): Promise<readonly Printed[]> => {
  const options: VerifyCommandOptions = {
    ...{ data, valid: 'auto', classFrom: undefined, exclude: undefined, seed: 42, run: undefined },
    ...{ format: 'table', out: undefined, ...change },
  };
  const stdout: Pick<NodeJS.WriteStream, 'isTTY'> = { isTTY: false };
  return collect(
    verifyCommand(madeTerminal({}, { stdout: stdout as NodeJS.WriteStream }), madeGiven({ options })),
  );
};

const textOf = (printed: readonly Printed[]): string =>
  printed.map((each) => (typeof each === 'string' ? each : '')).join('\n');

describe('verify', () => {
  test('finds every fault, writes a list, and finds nothing without the images of the list', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'photos');
    const list = join(folder.path, 'exclude.txt');
    await writeFolder(data);
    const printed = await run(data, { out: list });
    expect(textOf(printed)).toMatch(
      /24 images .*: 2 images cannot be decoded, 1 group of exact copies, 1 group of images that look the same/,
    );
    expect(printed.at(-1)).toEqual({ exitCode: 1 });
    expect(printed).toContainEqual({
      toStderr: `To train without them: npm start -- baseline ${data} --exclude ${list}`,
    });
    const names = readFileSync(list, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(names.slice(0, 4)).toEqual(['cat/cut.jpg', 'dog/empty.jpg', 'cat/3.jpg', 'dog/copy.jpg']);
    // The small copy is in the same class; its finding remains if both are in one part.
    const again = await run(data, { exclude: list });
    expect(textOf(again)).not.toMatch(/cannot be decoded|exact/);
  });

  test('JSON and CSV on standard output; the predictions of a run', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'photos');
    await writeFolder(data);
    const path = join(folder.path, 'predictions.csv');
    writeFileSync(path, 'path,label,predicted,probability\ncat/1.jpg,cat,cat,0.8\ndog/1.jpg,dog,cat,0.9\n');
    const [json] = (await run(data, { format: 'json', run: folder.path })).filter(
      (each) => typeof each === 'object' && 'json' in each,
    );
    const result = JSON.parse((json as { readonly json: string }).json) as Verification;
    expect(result).toMatchObject({ root: data, images: 24 });
    expect(result.findings.at(-1)).toMatchObject({ kind: 'label', images: [{ path: 'dog/1.jpg' }] });
    await expect(run(data, { run: data })).rejects.toThrow(/--run: expected a run with predictions.csv/);
  });

  test('a run that validated the whole folder: the images have their classes, and the part is validation', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'photos');
    const names = ['cat/0.jpg', 'cat/1.jpg', 'dog/0.jpg', 'dog/1.jpg'];
    for (const [i, name] of names.entries()) {
      mkdirSync(join(data, name, '..'), { recursive: true });
      writeFileSync(join(data, name), await photo(i));
    }
    const rows = names.map((name) => `${name},${name.slice(0, 3)},cat,0.9\n`);
    writeFileSync(join(folder.path, 'predictions.csv'), `path,label,predicted,probability\n${rows.join('')}`);
    writeFileSync(join(folder.path, 'validation.txt'), names.map((name) => `${name}\n`).join(''));
    const printed = await run(data, { run: folder.path });
    expect(textOf(printed)).toMatch(/^label +dog\/0\.jpg +dog +validation +labelled dog, predicted cat/m);
    expect(printed).not.toContainEqual({ toStderr: expect.stringMatching(/^note: /) as unknown });
  });

  test('a folder without classes is verified all the same; one without images is an error', async () => {
    using folder = temporaryFolder();
    for (let i = 0; i < 3; i++) writeFileSync(join(folder.path, `${i}.jpg`), await photo(i));
    const printed = await run(folder.path);
    expect(textOf(printed)).toMatch(/^3 images .*: nothing found$/m);
    expect(printed).toContainEqual({
      toStderr: expect.stringMatching(/^note: the images have no classes and no split: /) as unknown,
    });
    expect(printed.some((each) => typeof each === 'object' && 'exitCode' in each)).toBe(false);
    using empty = temporaryFolder();
    await expect(run(empty.path)).rejects.toThrow(/a folder without images/);
  });
});

test('the table has one line per image and the reason of a group once', () => {
  const result: Verification = {
    ...{ _tag: 'Verified', root: '/d', images: 20, seconds: 1.1, notes: [] },
    findings: [
      {
        kind: 'unreadable',
        images: [{ path: 'cat/3.jpg', label: 'cat', part: 'train' }],
        reason: 'an empty file',
        exclude: ['cat/3.jpg'],
      },
      {
        kind: 'copies',
        images: [
          { path: 'cat/1.jpg', label: 'cat', part: 'train' },
          { path: 'cat/2.jpg', label: 'cat', part: 'valid' },
        ],
        reason: '2 exact copies, in training and validation',
        exclude: ['cat/1.jpg'],
      },
    ],
  };
  expect(paint(findingsLines(result), 0)).toEqual([
    'problem     image      class  part        leave out  reason',
    'unreadable  cat/3.jpg  cat    training    yes        an empty file',
    'copies      cat/1.jpg  cat    training    yes        2 exact copies, in training and validation',
    '            cat/2.jpg  cat    validation',
    '',
    '20 images in 00:01 (18 per second): 1 image cannot be decoded, 1 group of exact copies',
  ]);
});
