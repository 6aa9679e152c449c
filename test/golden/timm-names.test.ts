import { expect, test } from 'vitest';
import { architectureOfTimm, defaultPretrained, timmName } from '../../src/core/index.ts';
import { architectureNamed, parameterCount, parametersOf, timmNames, toTimm } from '../../src/nn/index.ts';
import { fastaiNames } from '../../src/nn/names/fastai-names.ts';
import { weightsOf } from '../../src/nn/names/weights-of.ts';
import { goldenCases } from '../support/golden.ts';
import { zerosOf } from '../support/made-weights.ts';
import { casesOf, timmKinds } from './timm-cases.ts';

interface StateDictExpected {
  readonly tensors: readonly (readonly [name: string, shape: number[], dtype: string])[];
  readonly total_params: number;
  readonly n_parameters: number;
  readonly pretrained_cfg: { readonly tag: string };
}

test('every case has a known kind', () => {
  expect(new Set(goldenCases('timm').map(([, { kind }]) => kind))).toEqual(new Set(timmKinds));
});

test.each(casesOf('state_dict'))('state_dict of %s', (_, { inputs, expected }) => {
  const { arch, num_classes: outputs } = inputs as { readonly arch: string; readonly num_classes: number };
  const { tensors, total_params, n_parameters, pretrained_cfg } = expected as StateDictExpected;
  const name = architectureOfTimm(arch) ?? '';
  expect(timmName(name)).toBe(arch);
  expect(defaultPretrained(name)).toBe(`${arch}.${pretrained_cfg.tag}`);
  const network = architectureNamed(name)({ outputs });
  expect(parameterCount(network)).toBe(total_params);
  expect(parametersOf(network).parameters).toHaveLength(n_parameters);
  const arrays = toTimm(network, zerosOf(network));
  expect([...arrays].map(([key, { shape }]) => [key, shape, 'float32'])).toEqual(
    tensors.filter(([key]) => !key.endsWith('.num_batches_tracked')),
  );
});

test.each(casesOf('fastai_equal'))('names of %s', (_, { inputs, expected }) => {
  const {
    timm,
    fastai,
    num_classes: outputs,
  } = inputs as Record<'timm' | 'fastai', string> & {
    readonly num_classes: number;
  };
  const { name_map } = expected as { readonly name_map: readonly (readonly [string, string])[] };
  expect(architectureOfTimm(timm)).toBe(fastai);
  const network = architectureNamed(fastai)({ outputs });
  const naming = timmNames(network);
  expect(
    weightsOf(network).map(({ path, parameter }) => [naming(path, parameter), fastaiNames(path, parameter)]),
  ).toEqual(name_map.filter(([key]) => !key.endsWith('.num_batches_tracked')));
});
