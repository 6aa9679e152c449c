import { expect, test } from 'vitest';
import { predictionsCsv } from '../../src/metrics/index.ts';
import { parsePredictions } from '../../src/verify/index.ts';

const parse = (text: string) =>
  parsePredictions(text, 'run/predictions.csv', (path) => path.replace('/d/', ''));

test('cells in quotes, with commas, quotes and line breaks; other columns, Windows line ends and a byte order mark', () => {
  const text =
    '\uFEFFlabel,path,predicted,probability,more\r\n"a, b","/d/cat/""1"".jpg",dog,0.5,x\r\ncat,"cat/2\n.jpg",cat,1e-3,\r\n';
  expect(parse(text)).toEqual([
    { path: 'cat/"1".jpg', label: 'a, b', predicted: 'dog', probability: 0.5 },
    { path: 'cat/2\n.jpg', label: 'cat', predicted: 'cat', probability: 0.001 },
  ]);
});

test('the last line may lack its end; a file without rows has no predictions', () => {
  const header = 'path,label,predicted,probability\n';
  expect(parse(`${header}a,b,c,1`)).toEqual([{ path: 'a', label: 'b', predicted: 'c', probability: 1 }]);
  expect([parse(''), parse(header)]).toEqual([[], []]);
});

test('a file without the columns is an error with the line', () => {
  expect(() => parse('path,label\ncat/1.jpg,cat\n')).toThrow(
    /^run\/predictions\.csv, line 2: expected the columns path, label, predicted, probability, received path, label\./,
  );
  for (const probability of ['', 'x', '1.1', '-0.1', 'NaN'])
    expect(() => parse(`path,label,predicted,probability\na,b,c,${probability}\n`)).toThrow('line 2');
});

test('several labels have the least of their probabilities; no label has 0', () => {
  const rows = 'a,cat;dog,cat;owl,0.9;0.6\nb,cat,,\n';
  expect(parse(`path,label,predicted,probability\n${rows}`)).toEqual([
    { path: 'a', label: 'cat;dog', predicted: 'cat;owl', probability: 0.6 },
    { path: 'b', label: 'cat', predicted: '', probability: 0 },
  ]);
});

test('the predictions that a run writes', () => {
  const text = predictionsCsv(
    [
      {
        path: '/d/cat/"1", a.jpg',
        actual: [{ index: 0, probability: 0.25 }],
        predicted: [{ index: 1, probability: 0.75 }],
      },
    ],
    ['cat', 'dog, big'],
  );
  expect(parse(text)).toEqual([
    { path: 'cat/"1", a.jpg', label: 'cat', predicted: 'dog, big', probability: 0.75 },
  ]);
});
