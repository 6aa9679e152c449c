import { forkJoin } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { bfloat16Gain, tf } from '../../src/engine/index.ts';
import { resolvedPrecision } from '../../src/prediction/index.ts';
import { madeWorld } from '../learner/made-world.ts';
import { collect } from '../support/collect.ts';
import { localCollectives } from '../support/local-collectives.ts';

const world = madeWorld();

/** Emits the precision on a device where bfloat16 is `gain` times as fast. */
const resolved = (requested: Parameters<typeof resolvedPrecision>[0], gain: number) =>
  collect(resolvedPrecision(requested, world, () => gain));

describe('resolvedPrecision', () => {
  test.each([
    ['auto', 1.4, 'bfloat16', 'precision bfloat16: bfloat16 is about 1.4 times as fast as float32 here'],
    ['auto', 1.05, 'float32', 'precision float32: bfloat16 is about 1.1 times as fast as float32 here'],
    ['auto', 0.1, 'float32', 'precision float32: bfloat16 takes about 10 times as long as float32 here'],
    ['auto', 0, 'float32', 'precision float32: this device cannot compute in bfloat16'],
    ['bfloat16', 2, 'bfloat16', null],
    [
      'bfloat16',
      0.5,
      'bfloat16',
      'bfloat16 takes about 2.0 times as long as float32 here: use --precision float32',
    ],
    ['bfloat16', 0.96, 'bfloat16', 'bfloat16 is about as fast as float32 here: use --precision float32'],
    ['float32', 2, 'float32', null],
    ['float16', 0, 'float16', 'float16 is for GPUs: on a processor, --precision float32 is faster'],
  ] as const)('%s with a gain of %s is %s', async (requested, gain, precision, notice) => {
    expect(await resolved(requested, gain)).toEqual([{ precision, notice }]);
  });

  test('several processes take what process 0 finds', async () => {
    const [first, second] = localCollectives(2).map((collective, rank) =>
      resolvedPrecision('auto', { ...world, collective }, () => (rank === 0 ? 2 : 0.5)),
    );
    const expected = { precision: 'bfloat16', notice: expect.stringContaining('about 2.0 times') as string };
    expect(await collect(forkJoin([first!, second!]))).toEqual([[expected, expected]]);
  });
});

test('the measured gain is a positive number, and leaves no tensor', () => {
  const before = tf.memory().numTensors;
  const gain = bfloat16Gain(() => performance.now());
  expect(gain).toBeGreaterThan(0);
  expect(bfloat16Gain(() => 0)).toBe(gain);
  expect(tf.memory().numTensors).toBe(before);
});
