/** The worker of stock TensorFlow.js, on the same engine: an xresnet of its layers, trained with its optimizer. */
import { createRequire } from 'node:module';
import type * as Stock from '@tensorflow/tfjs-node-gpu';
import type { LayersModel, SymbolicTensor, Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { loadTensorFlow } from '../../src/engine/index.ts';
import { serve } from './serve.ts';
import type { Setting } from './settings.ts';
import type { Answer } from './side.ts';

loadTensorFlow();
// The package that tfjs-node loads: its layers use the backend that is registered above.
const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof Stock;

interface ConvBlock {
  readonly filters: number;
  readonly size: number;
  readonly strides?: number;
  readonly activation?: boolean;
}

const convLayer = (
  x: SymbolicTensor,
  { filters, size, strides = 1, activation = true }: ConvBlock,
): SymbolicTensor => {
  const convolution = tf.layers.conv2d({
    filters,
    kernelSize: size,
    strides,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'heNormal',
  });
  const y = tf.layers
    .batchNormalization({ momentum: 0.9, epsilon: 1e-5 })
    .apply(convolution.apply(x)) as SymbolicTensor;
  return activation ? (tf.layers.reLU().apply(y) as SymbolicTensor) : y;
};

function block(x: SymbolicTensor, width: number, strides: number, expansion: 1 | 4): SymbolicTensor {
  const out = width * expansion;
  const path =
    expansion === 1
      ? convLayer(convLayer(x, { filters: width, size: 3, strides }), {
          filters: out,
          size: 3,
          activation: false,
        })
      : convLayer(
          convLayer(convLayer(x, { filters: width, size: 1 }), { filters: width, size: 3, strides }),
          { filters: out, size: 1, activation: false },
        );
  const pooled =
    strides === 1
      ? x
      : (tf.layers.averagePooling2d({ poolSize: 2, strides: 2, padding: 'same' }).apply(x) as SymbolicTensor);
  const same = x.shape.at(-1) === out;
  const shortcut = same ? pooled : convLayer(pooled, { filters: out, size: 1, activation: false });
  return tf.layers.reLU().apply(tf.layers.add().apply([path, shortcut])) as SymbolicTensor;
}

function xresnet(size: number, blocks: readonly number[], expansion: 1 | 4): LayersModel {
  const input = tf.input({ shape: [size, size, 3] });
  let x = input;
  for (const [i, filters] of [32, 32, 64].entries())
    x = convLayer(x, { filters, size: 3, strides: i === 0 ? 2 : 1 });
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x) as SymbolicTensor;
  blocks.forEach((count, stage) => {
    for (let i = 0; i < count; i++) x = block(x, 64 * 2 ** stage, i === 0 && stage > 0 ? 2 : 1, expansion);
  });
  const features = tf.layers.globalAveragePooling2d({}).apply(x);
  const logits = tf.layers.dense({ units: 10 }).apply(features) as SymbolicTensor;
  return tf.model({ inputs: input, outputs: logits });
}

let model: LayersModel | undefined;
let batch: Tensor4D | undefined;
const optimizer = tf.train.adam(1e-4);

function prepare({ arch, size, batch: count }: Setting): Answer {
  model = arch === 'xresnet18' ? xresnet(size, [2, 2, 2, 2], 1) : xresnet(size, [3, 4, 6, 3], 4);
  batch = tf.randomNormal([count, size, size, 3]);
  return { seconds: 0, images: 0 };
}

function train({ steps }: { readonly steps: number }): Answer {
  const [network, images] = [model, batch];
  if (network === undefined || images === undefined) throw new Error('expected the task prepare first');
  const count = images.shape[0];
  const startedAt = performance.now();
  for (let i = 0; i < steps; i++)
    tf.tidy(() => {
      const targets = tf.oneHot(
        tf.tensor1d(
          Array.from({ length: count }, (_, each) => each % 10),
          'int32',
        ),
        10,
      );
      const loss = optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(targets, network.apply(images, { training: true }) as Tensor),
        true,
      );
      loss?.dataSync();
    });
  return { seconds: (performance.now() - startedAt) / 1000, images: steps * count };
}

await serve({ prepare, train });
