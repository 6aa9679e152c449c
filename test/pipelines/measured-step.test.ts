import { take } from 'rxjs';
import { expect, test } from 'vitest';
import { measuredStep } from '../../pipelines/measured-step.ts';
import { tf } from '../../src/index.ts';
import { madeWorld } from '../learner/made-world.ts';
import { collect } from '../support/collect.ts';
import { only } from '../support/only.ts';

const at = { arch: 'xresnet18', size: 16, batchSize: 2 };

test('the median of three steps after the first; no tensor stays', async () => {
  const before = tf.memory().numTensors;
  // Of each step the subscription, the start and the end: 900, 40, 30 and 50 ms.
  const times = [0, 0, 900, 900, 1000, 1040, 1040, 1100, 1130, 1130, 1200, 1250];
  const step = await only(measuredStep(madeWorld({ now: () => times.shift() ?? NaN }), at));
  expect(step).toEqual({ ...at, stepMs: 40 });
  expect(tf.memory().numTensors).toBe(before);
});

test('errors with an unknown architecture, and frees the network when it is unsubscribed', async () => {
  const before = tf.memory().numTensors;
  await expect(only(measuredStep(madeWorld(), { ...at, arch: 'vgg' }))).rejects.toThrow(/architecture/);
  await collect(measuredStep(madeWorld(), at).pipe(take(0)));
  expect(tf.memory().numTensors).toBe(before);
});
