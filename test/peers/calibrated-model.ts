import { at, valueAt, type ModelDescription, type SavedModel, type StateDict } from '../../src/core/index.ts';
import { tf, type Tensor2D, type Tensor4D } from '../../src/engine/index.ts';
import { architectureNamed, modelWith, parametersOf, type Network } from '../../src/nn/index.ts';
import { madeWeights } from '../export/made-models.ts';

/** PyTorch's momentum of running statistics. */
const MOMENTUM = 0.1;
/** Scales the blocks of residual networks, as after training; sums of larger ones multiply rounding errors. */
const BLOCK_SCALE = 0.3;
/** The standard deviation of the logits of one class over images. */
const SPREAD = 2;

/**
 * Returns a model with made weights whose probabilities differ from image to image, as those of a trained one: its running
 * statistics are those of the given images, and its head spreads their logits.
 *
 * @param images `[N, H, W, 3]`, normalized; borrowed
 */
export function calibratedModel(description: ModelDescription, images: Tensor4D): SavedModel {
  const { outputs, head } = description;
  const network = architectureNamed(description.architecture)({ outputs, head });
  const weights = withStatistics(network, scaledBlocks(network), images);
  return { description, weights: withSpread(network, weights, images) };
}

function scaledBlocks(network: Network): StateDict {
  const last = parametersOf(network).parameters.filter(
    ({ initial }) => initial.kind === 'constant' && initial.value === 0,
  );
  const names = new Set(last.map(({ name }) => name).filter((name) => name.endsWith('weight')));
  return new Map(
    [...madeWeights(network)].map(([name, { shape, data }]) => [
      name,
      { shape, data: names.has(name) ? data.map((value) => value * BLOCK_SCALE) : data },
    ]),
  );
}

function withStatistics(network: Network, before: StateDict, images: Tensor4D): StateDict {
  using model = modelWith(network, before);
  tf.tidy(() => {
    model.forward(images).updateBuffers();
  });
  const after = model.weights();
  const averaged = new Set(parametersOf(network).buffers.map(({ name }) => name));
  return new Map(
    [...after].map(([name, { shape, data }]) => {
      if (!averaged.has(name)) return [name, { shape, data }];
      const old = valueAt(before, name).data;
      return [
        name,
        { shape, data: data.map((value, i) => (value - (1 - MOMENTUM) * at(old, i)) / MOMENTUM) },
      ];
    }),
  );
}

/**
 * Compares the features of an image with those of one image for each class: directions in which features differ much, as those
 * that a training finds. A random head would multiply rounding errors.
 */
function withSpread(network: Network, weights: StateDict, images: Tensor4D): StateDict {
  const [kernel, bias] = parametersOf(network).parameters.slice(-2);
  if (kernel === undefined || bias === undefined) throw new Error('no head');
  const { outputs } = network;
  using model = modelWith(network, weights);
  const [columns, shifts] = tf.tidy(() => {
    const outputsOf = model.activations(images);
    const features = outputsOf.at(-2)?.[1] as Tensor2D;
    const centred = tf.sub<Tensor2D>(features, tf.mean(features, 0));
    const prototypes = tf.transpose(centred.slice(0, outputs));
    const logits = tf.matMul(features, prototypes);
    const { mean, variance } = tf.moments(logits, 0);
    const factor = tf.div(SPREAD, tf.sqrt(variance));
    return [tf.mul(prototypes, factor).dataSync(), tf.neg(tf.mul(mean, factor)).dataSync()];
  });
  return new Map([
    ...weights,
    [kernel.name, { shape: kernel.shape, data: Float32Array.from(columns) }],
    [bias.name, { shape: [outputs], data: Float32Array.from(shifts) }],
  ]);
}
