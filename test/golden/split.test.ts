import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import {
  endSplit,
  grandparentSplit,
  imagePaths,
  parentLabel,
  randomSplit,
  regexLabel,
  vocabulary,
} from '../../src/files/index.ts';
import { diskOf, readDirectoryOf } from '../files/fake-disk.ts';
import { collect } from '../support/collect.ts';
import { goldenCases, type GoldenCase } from '../support/golden.ts';

type Check = (inputs: never, expected: unknown) => void | Promise<void>;

const pathsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `/a/${String(i)}.jpg`);

const checks: Readonly<Record<string, Check>> = {
  random_splitter: ({ n, valid_pct }: { n: number; valid_pct: number }, expected) => {
    const split = E.getOrElseW(fail)(randomSplit(valid_pct, 42)(pathsOf(n), '/a'));
    expect({ n_train: split.train.length, n_valid: split.valid.length }).toEqual(expected);
    expect([...split.train, ...split.valid].sort((a, b) => a - b)).toEqual(pathsOf(n).map((_, i) => i));
  },
  end_splitter: (inputs: { n: number; valid_pct: number; valid_last: boolean }, expected) => {
    const split = endSplit(inputs.valid_pct, { validLast: inputs.valid_last });
    expect(split(pathsOf(inputs.n), '/a')).toEqual(E.right(expected));
  },
  grandparent_splitter: (inputs: { files: string[]; train_name: string; valid_name: string }, expected) => {
    const split = grandparentSplit({ train: inputs.train_name, valid: inputs.valid_name });
    expect(split(inputs.files, '')).toEqual(E.right(expected));
  },
  parent_label: ({ files }: { files: string[] }, expected: unknown) => {
    expect(files.map(parentLabel)).toEqual((expected as string[]).map((label) => E.right(label)));
  },
  regex_labeller: (inputs: { pattern: string; match_at_start: boolean; names: string[] }, expected) => {
    const label = regexLabel(inputs.pattern, { matchAtStart: inputs.match_at_start });
    expect(inputs.names.map(label)).toEqual((expected as string[]).map((name) => E.right(name)));
  },
  vocab: (inputs: { labels: (string | number)[]; sort: boolean; add_na: boolean }, expected) => {
    expect(vocabulary(inputs.labels, { sort: inputs.sort, addNa: inputs.add_na })).toEqual(expected);
  },
  get_image_files: async ({ files }: { files: string[] }, expected) => {
    const disk = readDirectoryOf(diskOf(files.map((name) => `root/${name}`)));
    const found = await collect(imagePaths(disk, 'root'));
    expect(found.map((path) => path.slice('root/'.length))).toEqual([...(expected as string[])].sort());
  },
};

const fail = (): never => {
  throw new Error('a split was expected');
};

test.each(goldenCases('split'))('%s', async (_, { kind, inputs, expected }: GoldenCase) => {
  const check = checks[kind];
  if (check === undefined) throw new Error(`no check for kind ${kind}`);
  await check(inputs as never, expected);
});
