import * as tfc from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import type { ModelDescription, SavedModel } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { exportModel, type ExportedFile } from '../../src/export/index.ts';
import { modelWith, type Architecture } from '../../src/nn/index.ts';
import { madeModel } from './made-models.ts';
import { tinyMish, tinyXresnet } from './tiny-networks.ts';

/** Returns images in 0..255, the same on every machine. */
const madeImages = ([height, width]: readonly [number, number]): Float32Array =>
  Float32Array.from({ length: 2 * height * width * 3 }, (_, i) => (i * 7919 + (i % 13) * 31) % 256);

/** Returns the probabilities that Millrace computes for two images. */
function expected({ description, weights }: SavedModel, architecture: Architecture): Float32Array {
  const { outputs, head, size, normalization, task } = description;
  using model = modelWith(architecture({ outputs, head }), weights);
  return tf.tidy(() => {
    const images = tf.tensor4d(madeImages(size), [2, ...size, 3]).div<Tensor4D>(255);
    const { mean, std } = normalization ?? { mean: [0, 0, 0], std: [1, 1, 1] };
    const normal = images.sub(tf.tensor1d([...mean])).div<Tensor4D>(tf.tensor1d([...std]));
    const logits = model.infer(normal);
    const probabilities = task.kind === 'single-label' ? tf.softmax(logits) : tf.sigmoid(logits);
    return probabilities.dataSync<'float32'>().slice();
  });
}

const contentOf = (files: readonly ExportedFile[], name: string): Uint8Array =>
  Buffer.from(files.find((file) => file.name === name)!.content);

interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: tfc.io.WeightsManifestEntry[];
  }[];
  readonly userDefinedMetadata: object;
}

const modelJson = (files: readonly ExportedFile[]): ModelJson =>
  JSON.parse(Buffer.from(contentOf(files, 'model.json')).toString()) as ModelJson;

/** Returns the probabilities that plain TensorFlow.js computes in JavaScript. */
async function computed(files: readonly ExportedFile[], size: readonly [number, number]) {
  const { modelTopology, weightsManifest } = modelJson(files);
  const before = tfc.getBackend();
  await tfc.setBackend('cpu');
  try {
    const { paths, weights } = weightsManifest[0]!;
    const weightData = Uint8Array.from(
      Buffer.concat(paths.map((path) => Buffer.from(contentOf(files, path)))),
    ).buffer;
    const model = await tfl.loadLayersModel(
      tfc.io.fromMemory({ modelTopology, weightSpecs: weights, weightData }),
    );
    return tfc.tidy(() => {
      const output = model.predict(tfc.tensor4d(madeImages(size), [2, ...size, 3])) as tfc.Tensor;
      return { probabilities: output.dataSync<'float32'>().slice(), shape: output.shape };
    });
  } finally {
    await tfc.setBackend(before);
  }
}

const distance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - b[i]!)), 0);

interface Case extends Partial<ModelDescription> {
  readonly name: string;
  /** Like xresnet18 by default. */
  readonly network?: Architecture;
  readonly half?: boolean;
}

const GAMMA = 1e-4;

const cases: readonly Case[] = [
  { name: 'an even size' },
  { name: 'an odd size', size: [33, 33] },
  { name: 'a rectangle with odd sides', size: [47, 61] },
  { name: 'no normalization', normalization: null },
  { name: 'squeeze-excite', network: tinyXresnet({ variant: 'se-resnet', widen: 0.5, stem: [4, 4, 32] }) },
  { name: 'bottlenecks', network: tinyXresnet({ expansion: 4 }) },
  { name: 'a fastai head', head: { kind: 'fastai', dropout: 0.5, hidden: 16 } },
  {
    name: 'self-attention',
    size: [47, 33],
    network: tinyXresnet({ blocks: [1, 1, 1, 1], selfAttention: true }),
  },
  { name: 'mish', size: [33, 38], network: tinyMish },
  { name: 'several labels', task: { kind: 'multi-label', threshold: 0.5 } },
  { name: 'weights in 16 bits', half: true },
  // Its dense layer alone has 2 MiB in 16 bits, 4 MiB in 32.
  {
    name: 'weights of more than 4 MiB',
    network: tinyXresnet({ widen: 1 }),
    head: { kind: 'fastai', dropout: 0, hidden: 4096 },
  },
];

test.each(cases)(
  '$name: plain TensorFlow.js computes the same',
  async ({ name, network: architecture = tinyXresnet(), half = false, ...changes }) => {
    const model = madeModel({ architecture: 'tiny', ...changes }, architecture);
    // Attention that outweighs everything else makes every probability 0 or 1.
    for (const [weight, { data }] of model.weights) if (weight.endsWith('gamma')) data.fill(GAMMA);
    const wanted = expected(model, architecture);
    const files = exportModel(model, { format: 'tfjs', architecture, half });
    const { probabilities, shape } = await computed(files, model.description.size);
    expect(shape).toEqual([2, 3]);
    expect(distance(probabilities, wanted)).toBeLessThan(half ? 1e-2 : 1e-5);
    // Not all the same, which any network could return.
    expect(distance(wanted.subarray(0, 3), wanted.subarray(3))).toBeGreaterThan(1e-4);
    const shards = files.filter((file) => file.name.endsWith('.bin'));
    expect(shards.map((file) => file.name)).toEqual(
      shards.map((_, i) => `group1-shard${i + 1}of${shards.length}.bin`),
    );
    expect(shards.length > 1).toBe(name === 'weights of more than 4 MiB');
    expect(shards.slice(1).every((_, i) => shards[i]!.content.length === 2 ** 22)).toBe(true);
  },
);

test('model.json has the classes and the settings', () => {
  const architecture = tinyXresnet();
  const files = exportModel(madeModel({ architecture: 'tiny' }, architecture), {
    format: 'tfjs',
    architecture,
  });
  expect(modelJson(files)).toMatchObject({
    format: 'layers-model',
    generatedBy: 'Millrace',
    convertedBy: null,
    userDefinedMetadata: { architecture: 'tiny', classes: ['cat', 'dog', 'zebra'], size: [32, 32] },
  });
});

test.each<readonly [string, Architecture, string]>([
  [
    'grouped convolutions',
    tinyXresnet({ expansion: 4, variant: 'resnext', widen: 1 }),
    'grouped convolutions',
  ],
  ['max pooling after mish', tinyXresnet({ activation: 'mish' }), 'pad with zeros before max pooling'],
])('%s are refused', (_, architecture, reason) => {
  const model = madeModel({ architecture: 'tiny' }, architecture);
  expect(() => exportModel(model, { format: 'tfjs', architecture })).toThrow(reason);
});
