import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import {
  earlierSplit,
  listSplit,
  randomSplit,
  validationList,
  type SplitIndices,
} from '../../src/files/index.ts';

const root = '/data';
const pathOf = (name: string): string => `${root}/${name}`;
const names = Array.from({ length: 20 }, (_, i) => `${i % 2 === 0 ? 'cat' : 'dog'}/${10 + i}.jpg`).sort();

const split = (paths: readonly string[], listed: readonly string[], found = paths): SplitIndices => {
  const result = earlierSplit(listed, 'runs/a/validation.txt', randomSplit(0.25, 1))(paths, root, found);
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

const drawn = (paths: readonly string[]): SplitIndices => {
  const result = randomSplit(0.25, 1)(paths, root);
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

const paths = names.map(pathOf);
const before = drawn(paths);
const listed = before.valid.map((i) => names[i]!);

test('the same images are split as before, in the same order', () => {
  expect(split(paths, listed)).toEqual(before);
});

test('new images join training, and the list is validated in its order', () => {
  const more = [...paths, pathOf('cat/0-new.jpg'), pathOf('dog/99.jpg')].sort();
  const { train, valid, notices } = split(more, listed);
  expect(valid.map((i) => more[i])).toEqual(listed.map(pathOf));
  expect(train).toHaveLength(more.length - listed.length);
  expect(notices).toEqual([]);
  // A draw would validate images that were trained on.
  expect(
    drawn(more)
      .valid.map((i) => more[i]!)
      .filter((path) => !listed.map(pathOf).includes(path)),
  ).not.toEqual([]);
});

test('images that are gone are reported', () => {
  const rest = paths.filter(
    (path) => path !== pathOf(listed[0]!) && path !== pathOf(names.find((name) => !listed.includes(name))!),
  );
  const { valid, notices } = split(rest, listed);
  expect(valid.map((i) => rest[i])).toEqual(listed.slice(1).map(pathOf));
  expect(notices).toEqual([`1 of 5 validation images in runs/a/validation.txt are gone: ${listed[0]}`]);
});

test('other images are split anew, with a notice', () => {
  const others = names.map((name) => pathOf(`other-${name}`));
  const { notices, ...rest } = split(others, listed);
  expect(rest).toEqual(drawn(others));
  expect(notices).toEqual([
    'none of the validation images in runs/a/validation.txt is here: the split is a new one',
  ]);
});

test('nothing that was trained on is ever validated, whatever is added or removed', () => {
  const draw = createRng(5).at('changes').draws();
  for (let round = 0; round < 50; round++) {
    const kept = paths.filter(() => draw() < 0.8);
    const added = Array.from({ length: Math.floor(draw() * 10) }, (_, i) =>
      pathOf(`cat/${Math.floor(draw() * 100)}-${i}.jpg`),
    );
    const now = [...kept, ...added].sort();
    if (!now.some((path) => listed.includes(path.slice(root.length + 1)))) continue;
    const { train, valid } = split(now, listed);
    expect(valid.every((i) => listed.includes(now[i]!.slice(root.length + 1)))).toBe(true);
    expect([...train, ...valid].sort((a, b) => a - b)).toEqual(now.map((_, i) => i));
  }
});

test('of a sample, the listed images in it are validated; the others are not gone', () => {
  const sample = paths.filter((_, i) => i % 2 === 0);
  const { valid, notices } = split(sample, listed, paths);
  expect(valid.map((i) => sample[i])).toEqual(listed.map(pathOf).filter((path) => sample.includes(path)));
  expect(notices).toEqual([]);
});

test('an error of the other splitter stays one', () => {
  expect(earlierSplit(listed, 'list', listSplit([]))(paths, root)).toMatchObject(E.left({ _tag: 'BadData' }));
});

test('the list has paths relative to the folder, one per line', () => {
  const file = (path: string) => ({ path, label: 'a', target: 0, index: 0 });
  const files = { train: [], valid: [file('/data/a/1.jpg'), file('/data/b/2.jpg')], vocab: ['a', 'b'] };
  expect(validationList({ ...files, root: '/data' })).toBe('a/1.jpg\nb/2.jpg\n');
  expect(validationList(files)).toBe('/data/a/1.jpg\n/data/b/2.jpg\n');
});
