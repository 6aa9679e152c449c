import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { parentLabel, regexLabel } from '../../src/files/index.ts';

test('the first group of the first match is the class', () => {
  const label = regexLabel(/([^/]+)_\d+\.jpg$/);
  expect(label('/pets/great_pyrenees_173.jpg')).toEqual(E.right('great_pyrenees'));
  expect(regexLabel('(?P<breed>[a-z]+)_')('/x/beagle_1.jpg')).toEqual(E.right('beagle'));
  expect(regexLabel(/([^/]+)\/\d/)('C:\\pets\\cat\\1.jpg')).toEqual(E.right('cat'));
});

test('a labeller can be reused, even with a global expression', () => {
  const label = regexLabel(/(\d)/g);
  expect(['a1', 'b2', 'c3'].map(label)).toEqual([E.right('1'), E.right('2'), E.right('3')]);
});

test('matchAtStart matches at the start only', () => {
  const atStart = regexLabel('cat|(dog)', { matchAtStart: true });
  expect(atStart('dog/1.jpg')).toEqual(E.right('dog'));
  expect(E.isLeft(atStart('a/dog/1.jpg'))).toBe(true);
});

test('no match is BadData that names the image', () => {
  expect(regexLabel(/(\d+)/)('/pets/cat.jpg')).toMatchObject(
    E.left({ _tag: 'BadData', where: '/pets/cat.jpg', received: 'no match' }),
  );
});

test('an invalid expression or one without a group is BadOption', () => {
  for (const pattern of ['(', 'abc', '(?:abc)']) {
    expect(regexLabel(pattern)('x')).toMatchObject(E.left({ _tag: 'BadOption' }));
  }
});

test('parentLabel fails for a path without a folder', () => {
  expect(parentLabel('/a/cat/1.jpg')).toEqual(E.right('cat'));
  expect(parentLabel('1.jpg')).toMatchObject(E.left({ where: '1.jpg' }));
});
