import { describe, expect, test } from 'vitest';
import { architectureOfTimm, type StateDict } from '../../src/core/index.ts';
import { tf, type Tensor, type Tensor4D } from '../../src/engine/index.ts';
import {
  architectureNamed,
  fromTimm,
  modelWith,
  toTimm,
  type InferenceValues,
  type LayerSpec,
  type Model,
} from '../../src/nn/index.ts';
import { compile } from '../../src/nn/layers/compile.ts';
import { fastaiNames } from '../../src/nn/names/fastai-names.ts';
import { permuted } from '../../src/nn/names/permuted.ts';
import type { GoldenCase } from '../support/golden.ts';
import { zerosOf } from '../support/made-weights.ts';
import {
  casesOf,
  ruleImages,
  rulePixels,
  ruleWeights,
  type RuleImages,
  type WeightRule,
} from './timm-cases.ts';

interface Inputs extends RuleImages {
  readonly arch: string;
  readonly num_classes: number;
  readonly rule: WeightRule;
}

type StageStatistics = readonly [
  name: string,
  shape: number[],
  mean: number,
  meanAbs: number,
  first: number[],
];

interface Expected {
  readonly weights_check: readonly (readonly [k: number, name: string, shape: number[], first: number[], sum: number])[];
  readonly pixels_check: { readonly first: number[][]; readonly sum: number[] };
  readonly logits: number[][];
  readonly stages: readonly StageStatistics[];
  readonly float32_deviation: { readonly logits: number; readonly stage_relative: number[] };
} // prettier-ignore

const inputsOf = (golden: GoldenCase): Inputs => golden.inputs as unknown as Inputs;
const expectedOf = (golden: GoldenCase): Expected => golden.expected as Expected;

/** The reference states the float32 error; its notes allow 10 to 30 times that. */
const ALLOWED = 30;

const cases = casesOf('logits').map(([, golden]) => golden);
const equals = casesOf('fastai_equal').map(([, golden]) => golden);
const names = [...new Set(cases.map((golden) => inputsOf(golden).arch))];

test('every case of equal networks has logits', () => {
  expect(names).toEqual(expect.arrayContaining(equals.map(({ inputs }) => inputs['timm'])));
});

describe.each(names)('logits of %s', (arch) => {
  const ofArch = cases.filter((golden) => inputsOf(golden).arch === arch);
  const { num_classes: outputs, rule } = inputsOf(ofArch[0]!);
  const network = architectureNamed(architectureOfTimm(arch) ?? '')({ outputs });
  const ownNames = equals.find(({ inputs }) => inputs['timm'] === arch);

  test('weights by the rule give the logits and stages of timm', () => {
    const weights = ruleWeights(toTimm(network, zerosOf(network)), rule);
    using model = modelWith(network, fromTimm(network, weights, { head: 'keep' }));
    for (const golden of ofArch) {
      expectWeights(weights, expectedOf(golden));
      expectPixels(inputsOf(golden), expectedOf(golden));
      tf.tidy(() => {
        expectLogits(model, golden);
        expectStages(model, golden);
      });
    }
    if (ownNames === undefined) return;
    const { name_map } = ownNames.expected as { readonly name_map: readonly (readonly [string, string])[] };
    const renamed = new Map(
      name_map.flatMap(([timms, fastais]) => {
        const array = weights.get(timms);
        return array === undefined ? [] : [[fastais, array] as const];
      }),
    );
    using same = modelWith(network, asOurs(renamed));
    tf.tidy(() => {
      expectLogits(same, ofArch[1]!);
    });
  });
});

/** Returns weights in the layouts of PyTorch in ours, written by hand: HWIO and [in, out]. */
const asOurs = (weights: StateDict): StateDict =>
  new Map(
    [...weights].map(([name, array]) => {
      const { length } = array.shape;
      return [name, length === 4 ? permuted(array, [2, 3, 1, 0]) : length === 2 ? permuted(array, [1, 0]) : array];
    }),
  ); // prettier-ignore

function expectWeights(weights: StateDict, { weights_check }: Expected): void {
  const listed = [...weights];
  for (const [k, name, shape, first, sum] of weights_check) {
    const [own, array] = listed[k]!;
    expect([own, array.shape]).toEqual([name, shape]);
    expectValues([...array.data.slice(0, 3)], first, 1e-7);
    expectValues([array.data.reduce((total, value) => total + value, 0)], [sum], 1e-4);
  }
}

function expectPixels(inputs: Inputs, { pixels_check: { first, sum } }: Expected): void {
  const pixels = rulePixels(inputs);
  expect(pixels.map((image) => [...image.slice(0, 6)])).toEqual(first);
  expect(pixels.map((image) => image.reduce((total, value) => total + value, 0))).toEqual(sum);
}

function expectLogits(model: Model, golden: GoldenCase): void {
  const { logits, float32_deviation } = expectedOf(golden);
  const images = ruleImages(inputsOf(golden));
  expectValues(model.infer(images).arraySync().flat(), logits.flat(), ALLOWED * float32_deviation.logits);
}

function expectStages(model: Model, golden: GoldenCase): void {
  const { stages, float32_deviation } = expectedOf(golden);
  const outputs = stagesOf(model, ruleImages(inputsOf(golden)));
  expect([...outputs.keys()]).toEqual(stages.map(([name]) => name));
  stages.forEach(([name, shape, mean, meanAbs, first], i) => {
    const output = outputs.get(name)!;
    expect([name, output.shape]).toEqual([name, shape]);
    const greatest = tf.max(tf.abs(output)).dataSync()[0]!;
    expectValues(
      [tf.mean(output).dataSync()[0]!, tf.mean(tf.abs(output)).dataSync()[0]!, ...output.dataSync().slice(0, 3)],
      [mean, meanAbs, ...first],
      ALLOWED * float32_deviation.stage_relative[i]! * greatest,
    ); // prettier-ignore
  });
}

/** Returns the outputs of the stages by timm's names; those of the last convolution of the stem are computed apart. */
function stagesOf(model: Model, images: Tensor4D): ReadonlyMap<string, Tensor> {
  const activations = new Map<string, Tensor>(model.activations(images));
  const stem = model.network.stages.filter(({ name }) => name.startsWith('stem'));
  const last = stem.at(-1)!;
  if (last.spec.kind !== 'sequential') throw new Error('expected a convolution with batch norm');
  const [conv, norm] = last.spec.layers as [LayerSpec, LayerSpec];
  const values: InferenceValues = {
    value: (name) => model.variable(name).read(),
    once: (_, make) => make(),
  };
  const infer = (spec: LayerSpec, position: number, x: Tensor): Tensor =>
    compile(spec, [...last.path, position], fastaiNames).infer(x.clone(), values);
  const convolved = infer(conv, 0, activations.get(`stem${stem.length - 2}`) ?? images);
  const stage = (name: string): Tensor => activations.get(name)!;
  return new Map([
    ['conv1', convolved],
    ['bn1', infer(norm, 1, convolved)],
    ['act1', stage(last.name)],
    ['maxpool', stage('maxpool')],
    ...[0, 1, 2, 3].map((i) => [`layer${i + 1}`, stage(`stage${i}`)] as const),
    ['global_pool', stage('avgpool')],
  ]);
}

/** Expects every number to be within a distance. */
function expectValues(actual: readonly number[], expected: readonly number[], distance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst).toBeLessThanOrEqual(distance);
}
