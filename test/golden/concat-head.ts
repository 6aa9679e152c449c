import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../../src/engine/index.ts';
import type { Layer, Values } from '../../src/nn/index.ts';
import { batchNormByRunning } from '../support/batch-norm.ts';

/** fastai's create_head in evaluation mode, differentiated by TensorFlow.js. Its parameters have the names of the reference. */
export function concatHead(inChannels: number, hidden: number, outputs: number): Layer {
  const head = (x: Tensor, { value }: Values): Tensor => {
    const normalize = (y: Tensor, name: string): Tensor =>
      batchNormByRunning(
        y,
        {
          gamma: value(`${name}.weight`),
          beta: value(`${name}.bias`),
          mean: value(`${name}.running_mean`),
          variance: value(`${name}.running_var`),
        },
        1e-5,
      );
    const pooled = tf.concat([tf.max(x as Tensor4D, [1, 2]), tf.mean(x as Tensor4D, [1, 2])], 1);
    const first = tf.relu(tf.matMul(normalize(pooled, '1.2') as Tensor2D, value('1.3.weight') as Tensor2D));
    return tf.matMul(normalize(first, '1.5'), value('1.6.weight'));
  };
  const constant = (name: string, length: number, value: number) =>
    ({ name, shape: [length], initial: { kind: 'constant', value }, role: 'batch-norm' }) as const;
  const kernel = (name: string, shape: readonly number[]) =>
    ({ name, shape, initial: { kind: 'constant', value: 0 }, role: 'weight' }) as const;
  const norms = [
    ['1.2', 2 * inChannels],
    ['1.5', hidden],
  ] as const;
  return {
    parameters: [
      ...norms.flatMap(([name, n]) => [constant(`${name}.weight`, n, 1), constant(`${name}.bias`, n, 0)]),
      kernel('1.3.weight', [2 * inChannels, hidden]),
      kernel('1.6.weight', [hidden, outputs]),
    ],
    buffers: norms.flatMap(([name, n]) => [
      constant(`${name}.running_mean`, n, 0),
      constant(`${name}.running_var`, n, 1),
    ]),
    infer: head,
    train: (x, pass) => [head(x, pass), (dy) => tf.grad((given: Tensor) => head(given, pass))(x, dy)],
  };
}
