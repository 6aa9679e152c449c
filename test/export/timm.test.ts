import { expect, test } from 'vitest';
import * as E from 'fp-ts/lib/Either.js';
import { MillraceError, type SavedModel } from '../../src/core/index.ts';
import { exportModel, type ExportOptions } from '../../src/export/index.ts';
import { decodeSafetensors } from '../../src/io/models/safetensors.ts';
import { parsePretrainedConfig } from '../../src/io/models/parse-pretrained-config.ts';
import { architectureNamed, fromTimm } from '../../src/nn/index.ts';
import { madeModel } from './made-models.ts';

const facts = {
  data: 'pets',
  trainImages: 80,
  validImages: 20,
  scores: { accuracy: 0.95, f1: 0.9444444 },
  pretrained: null,
};

const model = madeModel({ architecture: 'xresnet18', vocab: ['cat', 'dog', "d'or"] });

const exported = (options: Partial<ExportOptions> = {}) => exportedOf(model, options);

function exportedOf(saved: SavedModel, options: Partial<ExportOptions> = {}) {
  const files = new Map(
    exportModel(saved, { format: 'timm', ...options }).map(({ name, content }) => [name, content]),
  );
  return {
    config: String(files.get('config.json')),
    card: String(files.get('README.md')),
    weights: files.get('model.safetensors') as Uint8Array,
    names: [...files.keys()],
  };
}

const arraysOf = (bytes: Uint8Array) => {
  const read = decodeSafetensors(bytes);
  if (E.isLeft(read)) throw new Error(read.left);
  return read.right.arrays;
};

test('the weights are those of the model, by the names of timm', () => {
  const { names, weights } = exported();
  expect(names).toEqual(['config.json', 'model.safetensors', 'README.md']);
  const arrays = arraysOf(weights);
  expect(arrays.get('conv1.0.weight')?.shape).toEqual([32, 3, 3, 3]);
  const network = architectureNamed('xresnet18')({ outputs: 3 });
  const read = fromTimm(network, arrays, { head: 'keep' });
  expect([...read.keys()].sort()).toEqual([...model.weights.keys()].sort());
  // Compares bytes: `toEqual` takes seconds for millions of numbers.
  for (const [name, { data }] of read)
    expect(Buffer.from(data.buffer).equals(Buffer.from(model.weights.get(name)!.data.buffer)), name).toBe(
      true,
    );
});

test('with half, kernels have 16 bits and vectors 32', () => {
  const { weights } = exported({ half: true });
  expect(weights.length).toBeLessThan(0.52 * exported().weights.length);
  const arrays = arraysOf(weights);
  const kernel = arraysOf(exported().weights).get('conv1.0.weight')!.data;
  const differences = arrays
    .get('conv1.0.weight')!
    .data.map((value, i) => Math.abs(value - kernel[i]!) / Math.abs(kernel[i]!));
  expect(Math.max(...differences)).toBeLessThan(2 ** -11);
});

test('the configuration says what Millrace reads from one of timm', () => {
  expect(parsePretrainedConfig(exported().config)).toEqual(
    E.right({
      architecture: 'resnet18d',
      classes: 3,
      normalization: model.description.normalization,
      inputSize: [32, 32],
      cropPct: 1,
      interpolation: 'bilinear',
      labelNames: ['cat', 'dog', "d'or"],
      licence: null,
    }),
  );
});

test.each([
  ['crop', 'center'],
  ['squish', 'squash'],
  ['pad', 'border'],
])('crop_mode matches the resize method %s', (method, mode) => {
  const item = [{ name: 'resize', settings: { size: [32, 32], method, padMode: 'reflection' } }];
  const description = { ...model.description, preparation: { item, batch: [] } };
  const [config] = exportModel({ ...model, description }, { format: 'timm' });
  expect(JSON.parse(String(config?.content))).toMatchObject({ pretrained_cfg: { crop_mode: mode } });
});

test('the card has the front matter of the Hub, the results and how to use the model', () => {
  const { card } = exported({ facts });
  expect(card).toMatch(/^---\nlicense: unknown\nlibrary_name: timm\n/);
  expect(card).toContain('    - type: accuracy\n      value: 0.95\n    - type: f1\n      value: 0.9444\n');
  expect(card).toContain('- Data: `pets`, 80 images to train on and 20 to validate\n');
  expect(card).toContain('timm.create_model(');
  expect(exported().card).not.toContain('model-index');
});

test.each([
  ['xresnext18', {}, 'its convolutions have groups'],
  ['xse_resnet18', {}, 'it has squeeze-excite layers'],
  ['xresnet18', { head: { kind: 'fastai', dropout: 0 } as const }, 'head'],
  ['xresnet18_deep', {}, '6 stages'],
])('%s%j is refused', (architecture, more, reason) => {
  const other = madeModel({ architecture, ...more });
  expect(() => exportModel(other, { format: 'timm' })).toThrow(MillraceError);
  expect(() => exportModel(other, { format: 'timm' })).toThrow(reason);
});

test('outputs beyond the classes have names too', () => {
  const { config, card } = exportedOf(madeModel({ architecture: 'xresnet18', outputs: 5 }));
  expect(JSON.parse(config)).toMatchObject({ label_names: ['cat', 'dog', 'zebra', 'output 3', 'output 4'] });
  expect(card).toContain('- Classes: `cat`, `dog`, `zebra`, `output 3`, `output 4`');
});

test('names with backticks and line breaks stay in their place', () => {
  const { card } = exportedOf({
    ...model,
    description: { ...model.description, vocab: ['a`b', 'c\nd', '```'] },
  });
  expect(card).toContain('- Classes: `` a`b ``, `c d`, ```` ``` ````\n');
});

test.each([
  ['unknown', null, false],
  ['as by timm', [{ name: 'resize', settings: { size: [32, 32], method: 'crop', padMode: 'zeros' } }], false],
  ['of two steps', model.description.preparation!.item, true],
  ['padded', [{ name: 'resize', settings: { size: [32, 32], method: 'pad', padMode: 'zeros' } }], true],
  ['squished and cut', [{ name: 'randomResizedCrop', settings: { size: [32, 32] } }], true],
] as const)('the card says that probabilities differ if preparation is %s: %#', (_, item, differs) => {
  const preparation = item === null ? null : { item, batch: [] };
  const { card } = exportedOf({ ...model, description: { ...model.description, preparation } });
  expect(card.includes('probabilities differ slightly')).toBe(differs);
});
