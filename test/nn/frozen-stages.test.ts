import { describe, expect, test } from 'vitest';
import {
  bodyAndHead,
  custom,
  frozenParameters,
  parametersOf,
  residual,
  sequential,
  xresnet,
  type FreezeOptions,
  type LayerSpec,
  type Network,
  type XResNetOptions,
} from '../../src/nn/index.ts';
import { frozenStages } from '../../src/nn/frozen-stages.ts';

/** Stages 0 to 2 are the stem, 3 pools, 4 and 5 have blocks; 6 pools, 7 flattens, 8 drops features, 9 is dense. */
const made = (more: Partial<XResNetOptions> = {}): Network =>
  xresnet({
    name: 'small',
    outputs: 2,
    blocks: [1, 1],
    expansion: 1,
    stem: [2, 3, 4],
    widen: 1 / 16,
    ...more,
  });
const small = made();
const fastai = { kind: 'fastai', hidden: 4 } as const;

/** Returns the number of stages in front that are not trained, if the body is frozen. */
const ofBody = (network: Network, options: FreezeOptions = { frozenBatchNorm: 'fixed' }): number =>
  frozenStages(network, frozenParameters(network, bodyAndHead, [false, true], options));

/** Replaces the layer of a stage. */
const withLayer = (network: Network, position: number, change: (spec: LayerSpec) => LayerSpec): Network => ({
  ...network,
  stages: network.stages.map((stage, i) => (i === position ? { ...stage, spec: change(stage.spec) } : stage)),
});

const identity = custom({ name: 'identity' }, (x) => x);
const names = parametersOf(small).parameters.map(({ name }) => name);

describe('frozenStages', () => {
  test('the stages of the networks of these tests', () => {
    const kinds = (network: Network): readonly string[] => network.stages.map(({ spec }) => spec.kind);
    const body = [...Array<string>(3).fill('sequential'), 'maxPooling', 'sequential', 'sequential'];
    expect(kinds(small)).toEqual([...body, 'globalPooling', 'flatten', 'dropout', 'dense']);
    expect(kinds(made({ head: fastai })).slice(6)).toEqual([
      ...['globalPooling', 'flatten', 'batchNorm', 'dropout', 'dense', 'activation', 'batchNorm'],
      ...['dropout', 'dense'],
    ]);
  });

  test.each<readonly [string, Network, number]>([
    ['a linear head: all but its dense layer', small, 9],
    ['a linear head with dropout: up to dropout', made({ head: { dropout: 0.5 } }), 8],
    ['a head of fastai: up to its batch norm', made({ head: fastai }), 8],
    ['a head of fastai without dropout', made({ head: { ...fastai, dropout: 0 } }), 8],
    ['a custom layer in the body', withLayer(small, 4, (spec) => sequential([spec, identity])), 4],
    ['a custom layer in a shortcut', withLayer(small, 5, (spec) => residual(spec, identity)), 5],
    ['a custom layer in a path', withLayer(small, 4, (spec) => residual(sequential([identity]), spec)), 4],
    ['a custom layer first', withLayer(small, 0, () => identity), 0],
  ])('a body with fixed batch norm, and %s', (_, network, expected) => {
    expect(ofBody(network)).toBe(expected);
  });

  test.each<readonly [string, Iterable<string>, number]>([
    ['nothing', [], 0],
    ['the stem', names.filter((name) => /^[012]\./.test(name)), 4],
    ['the first layer', names.filter((name) => name.startsWith('0.')), 1],
    ['the first kernel, without its batch norm', ['0.0.weight'], 0],
    ['the second layer, not the first one', names.filter((name) => name.startsWith('1.')), 0],
    ['all but one bias of batch norm', names.filter((name) => name !== '4.0.convpath.1.1.bias'), 4],
    ['everything', names, 10],
  ])('frozen: %s', (_, frozen, expected) => {
    expect(frozenStages(small, new Set(frozen))).toBe(expected);
  });

  test('batch norm that is trained leaves no stage in front', () => {
    expect(ofBody(small, {})).toBe(0);
    expect(ofBody(small, { frozenBatchNorm: 'trained' })).toBe(0);
  });
});
