import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import { Model, parametersOf, xresnet, type HeadOptions, type Network } from '../../../src/nn/index.ts';
import { fastaiNames } from '../../../src/nn/names/fastai-names.ts';
import { randomNormal } from '../../support/close.ts';

const withHead = (head?: HeadOptions): Network =>
  xresnet({ name: 'tiny', outputs: 3, blocks: [1], expansion: 1, stem: [4, 4, 8], widen: 1 / 8, head });

/** Returns the layers of the head: name, kind, and the probability of dropout. */
const headOf = ({ stages }: Network): readonly string[] =>
  stages
    .filter(({ isHead }) => isHead)
    .map(({ path, spec }) =>
      [fastaiNames(path), spec.kind, ...(spec.kind === 'dropout' ? [spec.probability] : [])].join(' '),
    );

const parameterNames = (network: Network): readonly string[] =>
  parametersOf(network)
    .parameters.map(({ name }) => name)
    .filter((name) => name.startsWith('1.'));

describe('the head of fastai', () => {
  test('has dropout before both dense layers, half as much before the first, by the names of create_head', () => {
    const network = withHead({ kind: 'fastai' });
    expect(headOf(network)).toEqual([
      '1.0 globalPooling',
      '1.1 flatten',
      '1.2 batchNorm',
      '1.3 dropout 0.25',
      '1.4 dense',
      '1.5 activation',
      '1.6 batchNorm',
      '1.7 dropout 0.5',
      '1.8 dense',
    ]);
    expect(parameterNames(network)).toEqual(['1.2.weight', '1.2.bias', '1.4.weight', '1.6.weight', '1.6.bias', '1.8.weight']);
    expect(network.head).toEqual({ kind: 'fastai', dropout: 0.5, hidden: 512 });
    expect(parametersOf(network).parameters.find(({ name }) => name === '1.4.weight')?.shape).toEqual([16, 512]);
  }); // prettier-ignore

  test('has no dropout layers if the probability is 0', () => {
    const network = withHead({ kind: 'fastai', dropout: 0, hidden: 6 });
    expect(headOf(network)).toEqual([
      '1.0 globalPooling',
      '1.1 flatten',
      '1.2 batchNorm',
      '1.3 dense',
      '1.4 activation',
      '1.5 batchNorm',
      '1.6 dense',
    ]);
    expect(parameterNames(network)).toEqual(['1.2.weight', '1.2.bias', '1.3.weight', '1.5.weight', '1.5.bias', '1.6.weight']);
  }); // prettier-ignore

  test('numbers the body separately, and keeps its layers', () => {
    const [linear, fastai] = [withHead(), withHead({ kind: 'fastai' })];
    const bodyNames = ({ stages }: Network) =>
      stages.filter(({ isHead }) => !isHead).map(({ path }) => fastaiNames(path));
    expect(bodyNames(linear)).toEqual(['0', '1', '2', '3', '4']);
    expect(bodyNames(fastai)).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4']);
    const specs = ({ stages }: Network) => stages.filter(({ isHead }) => !isHead).map(({ spec }) => spec);
    expect(specs(fastai)).toEqual(specs(linear));
  });
});

test('the linear head has its dropout before the dense layer, none by default', () => {
  const linear = ['5 globalPooling', '6 flatten', '7 dropout 0', '8 dense'];
  expect(headOf(withHead())).toEqual(linear);
  expect(headOf(withHead({}))).toEqual(linear);
  expect(headOf(withHead({ dropout: 0.3 }))).toEqual(linear.with(2, '7 dropout 0.3'));
  expect(withHead({ dropout: 0.3 }).head).toEqual({ kind: 'linear', dropout: 0.3 });
});

test.each([
  ['linear', { dropout: 0.5 }],
  ['fastai', { kind: 'fastai', hidden: 64 }],
] as const)('dropout of a %s head changes training alone, by the seed of the pass', (_, head) => {
  using model = new Model(withHead(head), createRng(1));
  tf.tidy(() => {
    const images = randomNormal([4, 16, 16, 3], [1, 1]) as Tensor4D;
    const trained = (seed: number) => [...model.forward(images, { rng: createRng(seed) }).logits.dataSync()];
    expect(trained(1)).toEqual(trained(1));
    expect(trained(1)).not.toEqual(trained(2));
    const inferred = () => [...model.infer(images).dataSync()];
    expect(inferred()).toEqual(inferred());
  });
});
