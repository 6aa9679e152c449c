import { describe, expect, test } from 'vitest';
import { frozenParameters, parametersOf, xresnet } from '../../src/nn/index.ts';

const network = xresnet({ name: 'small', outputs: 2, blocks: [1], expansion: 1, stem: [4, 4, 64], widen: 0.125 }); // prettier-ignore
const names = parametersOf(network).parameters.map(({ name }) => name);

/** Stem, block, head. */
const groups = (name: string): number => (/^[012]\./.test(name) ? 0 : name.startsWith('8.') ? 2 : 1);
const frozen = (...trained: readonly boolean[]) => [...frozenParameters(network, groups, trained)];

const stem = ['0.0.weight', '1.0.weight', '2.0.weight'];
const block = ['4.0.convpath.0.0.weight', '4.0.convpath.1.0.weight', '4.0.idpath.0.0.weight'];
const head = ['8.weight', '8.bias'];

describe('frozenParameters', () => {
  test('returns the kernels of frozen groups, without batch norm', () => {
    expect(frozen(false, false, true)).toEqual([...stem, ...block]);
    expect(names.filter((name) => /\.1\.(weight|bias)$/.test(name)).length).toBeGreaterThan(0);
  });

  test.each([
    ['the first group alone', [false, true, true], stem],
    ['the head alone, with its bias', [true, true, false], head],
    ['the middle group alone', [true, false, true], block],
    ['no group', [true, true, true], []],
    ['every group', [false, false, false], [...stem, ...block, ...head]],
    ['groups without an entry are trained', [false], stem],
    ['no entries', [], []],
  ])('%s', (_, trained, expected) => {
    expect(frozen(...trained)).toEqual(expected);
  });
});
