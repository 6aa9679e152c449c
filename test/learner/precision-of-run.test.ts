import { expect, test } from 'vitest';
import type { Precision } from '../../src/core/index.ts';
import { fitOneCycle, run } from '../../src/learner/index.ts';
import { precisionOfRun } from '../../src/learner/precision-of-run.ts';
import { collect } from '../support/collect.ts';
import { recordedWorld } from './made-checkpoints.ts';
import { madeData, madeLearner, meanColour, only } from './made-run.ts';
import { madeWorld } from './made-world.ts';

const world = madeWorld();

test('a run that is resumed keeps what was found at its start, and says nothing', async () => {
  const found = { precision: 'bfloat16' };
  for (const requested of ['auto', 'bfloat16'] as const)
    expect(await collect(precisionOfRun(requested, world, found))).toEqual([
      { precision: 'bfloat16', notice: null },
    ]);
  expect(await collect(precisionOfRun('float32', world, found))).toEqual([
    { precision: 'float32', notice: null },
  ]);
});

test('a run that found its precision is resumed by the options that it recorded', async () => {
  const phases = [fitOneCycle(2, 0.01)] as const;
  const whole = recordedWorld();
  const options = { name: 'made', config: { precision: 'auto', lr: 0.01 } };
  const auto = madeLearner({ precision: 'auto' }, madeData(), meanColour);
  const metrics = await collect(run(whole, options, auto, ...phases).pipe(whole.recording));
  const [started] = only(metrics, 'RunStarted');
  const recorded = { name: 'made', config: started!.config };
  const precision = started!.config['precision'] as Precision;
  const same = madeLearner({ precision }, madeData(), meanColour);
  for (const [config, learner] of [
    [recorded, same],
    [options, auto],
  ] as const) {
    const resumed = recordedWorld({ from: { checkpoint: whole.saves[0]!, metrics } });
    const rest = await collect(run(resumed, config, learner, ...phases).pipe(resumed.recording));
    expect(only(rest, 'RunEnded')).toHaveLength(1);
  }
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

test('an unknown precision is refused', () => {
  expect(() => madeLearner({ precision: 'half' as Precision })).toThrow(
    /learner precision: expected float32, bfloat16, float16 or auto, received "?half/,
  );
});
