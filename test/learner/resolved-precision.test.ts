import { forkJoin, lastValueFrom } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { fitOneCycle, resolvedPrecision, run } from '../../src/learner/index.ts';
import { bfloat16Gain, tf } from '../../src/engine/index.ts';
import { collect } from '../support/collect.ts';
import { localCollectives } from '../support/local-collectives.ts';
import { madeLearner, only } from './made-run.ts';
import { madeWorld } from './made-world.ts';

const world = madeWorld();

/** Emits the precision on a device where bfloat16 is `gain` times as fast. */
const resolved = (requested: Parameters<typeof resolvedPrecision>[0], gain: number, saved = {}) =>
  collect(resolvedPrecision(requested, world, saved, () => gain));

describe('resolvedPrecision', () => {
  test.each([
    ['auto', 1.4, 'bfloat16', 'precision bfloat16: bfloat16 is 1.4 times as fast as float32 here'],
    ['auto', 1.05, 'float32', 'precision float32: bfloat16 is 1.1 times as fast as float32 here'],
    ['auto', 0.1, 'float32', 'precision float32: bfloat16 takes 10.0 times as long as float32 here'],
    ['auto', 0, 'float32', 'precision float32: this device cannot compute in bfloat16'],
    ['bfloat16', 2, 'bfloat16', null],
    [
      'bfloat16',
      0.5,
      'bfloat16',
      'bfloat16 takes 2.0 times as long as float32 here: use --precision float32',
    ],
    ['float32', 2, 'float32', null],
    ['float16', 0, 'float16', null],
  ] as const)('%s with a gain of %s is %s', async (requested, gain, precision, notice) => {
    expect(await resolved(requested, gain)).toEqual([{ precision, notice }]);
  });

  test('a run that is resumed keeps what was found at its start', async () => {
    const saved = { 'precision found': 'bfloat16' };
    expect(await resolved('auto', 0.1, saved)).toEqual([{ precision: 'bfloat16', notice: null }]);
    expect(await resolved('float32', 2, saved)).toEqual([{ precision: 'float32', notice: null }]);
  });

  test('several processes take what process 0 finds', async () => {
    const [first, second] = localCollectives(2).map((collective, rank) =>
      resolvedPrecision('auto', { ...world, collective }, {}, () => (rank === 0 ? 2 : 0.5)),
    );
    const expected = { precision: 'bfloat16', notice: expect.stringContaining('2.0 times') as string };
    expect(await lastValueFrom(forkJoin([first!, second!]))).toEqual([expected, expected]);
  });
});

test('the measured gain is a positive number, and leaves no tensor', () => {
  const before = tf.memory().numTensors;
  const gain = bfloat16Gain(() => performance.now());
  expect(gain).toBeGreaterThan(0);
  expect(bfloat16Gain(() => 0)).toBe(gain);
  expect(tf.memory().numTensors).toBe(before);
});

test('a run reports the precision that it found, not auto', async () => {
  const learner = madeLearner({ precision: 'auto' });
  const options = { name: 'made', config: { precision: 'auto', lr: 0.01 } };
  const metrics = await collect(run(world, options, learner, fitOneCycle(1, 0.01)));
  const [started] = only(metrics, 'RunStarted');
  const [notice] = only(metrics, 'Notice');
  const found = String(started!.config['precision']);
  expect(['float32', 'bfloat16']).toContain(found);
  expect(notice!.text).toMatch(new RegExp(`^precision ${found}: bfloat16 `));
});
