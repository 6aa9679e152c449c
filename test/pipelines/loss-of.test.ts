import { expect, test } from 'vitest';
import { lossErrors, lossOf } from '../../pipelines/loss-of.ts';
import type { LossOptions } from '../../pipelines/options.ts';
import type { ImageFiles, MillraceError } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import {
  classWeightsOf,
  crossEntropy,
  focalLoss,
  labelSmoothingCrossEntropy,
  weightedCrossEntropy,
  type Loss,
} from '../../src/nn/index.ts';
import { numberedFile } from '../support/made-batches.ts';

/** Images of two classes, three and one. */
const files: ImageFiles = {
  train: [0, 0, 0, 1].map((target, index) => numberedFile(index, target)),
  valid: [],
  vocab: ['cat', 'dog'],
};
const lossFor = (options: LossOptions & { readonly nOut?: number }, images = files): Loss => {
  const loss = lossOf({ nOut: undefined, ...options });
  return (typeof loss === 'function' ? loss(images) : loss) ?? crossEntropy;
};
const valueOf = (loss: Loss, outputs = 2): number =>
  tf.tidy(
    () =>
      loss
        .mean(tf.tensor2d([[1, 3, 2].slice(0, outputs), [0, 1, 2].slice(0, outputs)]), {
          _tag: 'ClassTargets',
          classes: Int32Array.of(0, 1),
        })
        .dataSync()[0]!,
  );

test('the options choose the loss', () => {
  const classWeights = classWeightsOf([3, 1], 0.5);
  expect(lossOf({ nOut: undefined })).toBeUndefined();
  for (const [options, loss] of [
    [{ classWeights: 0.5 }, weightedCrossEntropy(classWeights)],
    [{ focal: 2 }, focalLoss({ gamma: 2 })],
    [{ focal: 2, classWeights: 0.5 }, focalLoss({ gamma: 2, classWeights })],
    [{ epsilon: 0.1 }, labelSmoothingCrossEntropy({ epsilon: 0.1 })],
    [{ epsilon: 0.1, classWeights: 0.5 }, labelSmoothingCrossEntropy({ epsilon: 0.1, classWeights })],
  ] as const) {
    expect(lossFor(options).name).toBe(loss.name);
    expect(valueOf(lossFor(options))).toBe(valueOf(loss));
  }
});

test('outputs without a class have a weight too', () => {
  const [first = 0, second = 0] = classWeightsOf([3, 1], 1);
  const expected = valueOf(weightedCrossEntropy([first, second, 1]), 3);
  expect(valueOf(lossFor({ classWeights: 1, nOut: 3 }), 3)).toBe(expected);
});

test('class weights need images of every class', () => {
  const without = { ...files, train: files.train.slice(0, 3) };
  expect(() => lossFor({ classWeights: 1 }, without)).toThrow(
    expect.objectContaining({
      detail: {
        _tag: 'BadData',
        where: '--class-weights',
        expected: 'training images of every class',
        received: 'none of dog',
        advice: 'Add images of each, or omit --class-weights.',
      },
    }) as MillraceError,
  );
  expect(lossFor({ focal: 1 }, without).name).toBe('focalLoss');
});

test('images with several labels have other losses', () => {
  const several = { ...files, train: files.train.map((file) => ({ ...file, target: [0, 1] })) };
  expect(lossErrors(several, { focal: 2, balancedSampling: true }).map(({ where }) => where)).toEqual([
    '--focal',
    '--balanced-sampling',
  ]);
  expect(lossErrors(several, { balancedSampling: false })).toEqual([]);
  expect(lossErrors(files, { focal: 2 })).toEqual([]);
});
