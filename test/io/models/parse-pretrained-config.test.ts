import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { parsePretrainedConfig } from '../../../src/io/index.ts';
import { timmConfig } from './timm-config.ts';

const { pretrained_cfg: cfg, ...outer } = timmConfig;
const parsed = (config: unknown) => parsePretrainedConfig(JSON.stringify(config));
const known = {
  architecture: 'resnet18d',
  classes: 1000,
  normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  inputSize: [224, 224],
  cropPct: 0.875,
  interpolation: 'bicubic',
  labelNames: null,
  licence: 'apache-2.0',
};

test("reads timm's fields, in pretrained_cfg or in older files beside it", () => {
  expect(parsed(timmConfig)).toEqual(E.right(known));
  expect(parsed({ ...cfg, ...outer })).toEqual(E.right(known));
});

test('the number of classes is that of this model, not of the one that it was trained from', () => {
  const names = ['cat', 'dog'];
  expect(parsed({ ...timmConfig, num_classes: 2, label_names: names })).toEqual(
    E.right({ ...known, classes: 2, labelNames: names }),
  );
  expect(parsed({ architecture: 'a', pretrained_cfg: { num_classes: 7 } })).toMatchObject({
    right: { classes: 7 },
  });
});

test('fields that are missing or null are null; names by index are not used', () => {
  const bare = {
    architecture: 'a',
    num_classes: 0,
    label_names: { 0: 'cat' },
    pretrained_cfg: { mean: null },
  };
  expect(parsed(bare)).toEqual(
    E.right({
      ...{ architecture: 'a', classes: 0, normalization: null, inputSize: null, cropPct: null },
      ...{ interpolation: null, labelNames: null, licence: null },
    }),
  );
});

test('the configuration of another program is none', () => {
  expect(parsed({ architectures: ['ResNetForImageClassification'], id2label: {} })).toEqual(E.right(null));
});

test.each([
  ['architecture', '', 'the name of a network'],
  ['architecture', 18, 'the name of a network'],
  ['num_classes', -1, 'an integer from 0 to 1000000'],
  ['num_classes', 1e9, 'an integer from 0 to 1000000'],
  ['num_classes', '10', 'an integer from 0 to 1000000'],
  ['mean', [0.5], '3 finite numbers, and 3 in "std"'],
  ['mean', [0.5, 'NaN', 0.5], '3 finite numbers, and 3 in "std"'],
  ['std', [1, 0, 1], '3 positive numbers, and 3 in "mean"'],
  ['std', 0.5, '3 positive numbers, and 3 in "mean"'],
  ['input_size', [1, 28, 28], '3 channels, a height and a width of 1 to 2048 pixels'],
  ['input_size', [3, 224], '3 channels, a height and a width of 1 to 2048 pixels'],
  ['input_size', [3, 224, 1e6], '3 channels, a height and a width of 1 to 2048 pixels'],
  ['crop_pct', 0, 'a number above 0, up to 1'],
  ['crop_pct', 1.5, 'a number above 0, up to 1'],
  ['interpolation', 3, 'the name of an interpolation'],
  ['license', ['mit'], 'the name of a licence'],
  ['label_names', ['cat'], 'a name for each class'],
])('refuses %s %j', (name, value, expected) => {
  const config =
    name in cfg && name !== 'num_classes'
      ? { ...outer, pretrained_cfg: { ...cfg, [name]: value } }
      : { ...timmConfig, [name]: value };
  expect(parsed(config)).toEqual(
    E.left({ expected: `${expected} in "${name}"`, received: JSON.stringify(value) }),
  );
});

test('refuses a mean without a deviation, a missing number of classes, and other JSON', () => {
  expect(parsed({ ...outer, mean: [0, 0, 0] })).toMatchObject({
    left: { expected: expect.stringContaining('3 in "std"') as unknown },
  });
  expect(parsed({ architecture: 'a' })).toEqual(
    E.left({ expected: 'an integer from 0 to 1000000 in "num_classes"', received: 'none' }),
  );
  expect(parsed({ ...outer, pretrained_cfg: [1] })).toMatchObject({
    left: { expected: 'a JSON object in "pretrained_cfg"' },
  });
  expect(E.isLeft(parsePretrainedConfig('<html>'))).toBe(true);
  expect(E.isLeft(parsed([1]))).toBe(true);
  expect(E.isLeft(parsePretrainedConfig(`{"architecture":${'['.repeat(1e5)}${']'.repeat(1e5)}}`))).toBe(true);
});
