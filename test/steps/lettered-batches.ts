import type { Batch, ItemError } from '../../src/core/index.ts';
import type { Tensor4D } from '../../src/engine/index.ts';
import { numberedFile, onePixelBatch } from '../support/made-batches.ts';
import { crossEntropyOf, redAndGreen } from './tiny-model.ts';

/** Colours by letter. */
const images: Record<string, readonly (readonly number[])[]> = {
  a: [
    [1, 0, 0.5],
    [0.25, 0.75, 0],
  ],
  b: [[0.5, 1, 1]],
  n: [],
  wrong: [[1, 1, 1]],
};
const classes: Record<string, readonly number[]> = { a: [0, 1], b: [0], n: [], wrong: [5] };
const index: Record<string, number> = { a: 0, b: 1, n: 2, wrong: 0 };
export const notAImage: ItemError = { _tag: 'ItemError', file: numberedFile(99), reason: 'not an image' };

/** Makes a batch by letter: the only image of `n` is bad; `wrong` has a class without an output of the network. */
export const made = (name: string): Batch<Tensor4D> =>
  onePixelBatch(images[name]!, {
    classes: classes[name]!,
    index: index[name]!,
    skipped: name === 'n' ? [notAImage] : [],
  });

/** Stochastic gradient descent in plain numbers: returns the losses of the batches, and the final weights and biases. */
export function descent(names: readonly string[], learningRate: number) {
  const weights: number[] = [...redAndGreen];
  const bias = [0, 0];
  const losses = names.map((name) => {
    const batch = images[name]!.map((x, i) => ({ x, target: classes[name]![i]! }));
    const [weightGradient, biasGradient] = [weights.map(() => 0), [0, 0]];
    let loss = 0;
    for (const { x, target } of batch) {
      const logits = [0, 1].map((k) => x.reduce((sum, v, j) => sum + v * weights[2 * j + k]!, bias[k]!));
      loss += crossEntropyOf(logits[target]!, logits[1 - target]!) / batch.length;
      const probability = 1 / (1 + Math.exp(logits[1]! - logits[0]!));
      [probability, 1 - probability].forEach((p, k) => {
        const gradient = (p - (k === target ? 1 : 0)) / batch.length;
        biasGradient[k]! += gradient;
        x.forEach((v, j) => (weightGradient[2 * j + k]! += v * gradient));
      });
    }
    weightGradient.forEach((g, i) => (weights[i]! -= learningRate * g));
    biasGradient.forEach((g, i) => (bias[i]! -= learningRate * g));
    return loss;
  });
  return { losses, weights: [...weights, ...bias] };
}
