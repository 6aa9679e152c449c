import { describe, expect, test } from 'vitest';
import { frozenParameters, xresnet } from '../../src/nn/index.ts';

const network = xresnet({ name: 'small', outputs: 2, blocks: [1], expansion: 1, stem: [4, 4, 64], widen: 0.125 }); // prettier-ignore
const names = network.layer.parameters.map(({ name }) => name);

/** Stem, block, head. */
const groups = (name: string): number => (/^[012]\./.test(name) ? 0 : name.startsWith('8.') ? 2 : 1);
const frozen = (...trained: readonly boolean[]) => [...frozenParameters(network, groups, trained)];

const stem = ['0.0.weight', '1.0.weight', '2.0.weight'];
const block = ['4.0.convpath.0.0.weight', '4.0.convpath.1.0.weight', '4.0.idpath.0.0.weight'];
const head = ['8.weight', '8.bias'];

describe('frozenParameters', () => {
  test('the kernels of frozen groups; batch norm trains all the same', () => {
    expect(frozen(false, false, true)).toEqual([...stem, ...block]);
    expect(names.filter((name) => /\.1\.(weight|bias)$/.test(name)).length).toBeGreaterThan(0);
  });

  test.each([
    ['only the first', [false, true, true], stem],
    ['the head alone, with its bias', [true, true, false], head],
    ['one in the middle', [true, false, true], block],
    ['none', [true, true, true], []],
    ['all but batch norm', [false, false, false], [...stem, ...block, ...head]],
    ['groups that nothing is said about are trained', [false], stem],
    ['nothing is said at all', [], []],
  ])('%s', (_, trained, expected) => {
    expect(frozen(...trained)).toEqual(expected);
  });
});
