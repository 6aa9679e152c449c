import { expect, test } from 'vitest';
import { fitOneCycle, run } from '../../src/learner/index.ts';
import { identityOfPrecision, precisionOfRun } from '../../src/learner/precision-of-run.ts';
import { collect } from '../support/collect.ts';
import { madeLearner, only } from './made-run.ts';
import { madeWorld } from './made-world.ts';

const world = madeWorld();

test('a run that is resumed keeps what was found at its start', async () => {
  const found = identityOfPrecision('auto', 'bfloat16');
  const resumed = (requested: 'auto' | 'float32') => collect(precisionOfRun(requested, world, found));
  expect(await resumed('auto')).toEqual([{ precision: 'bfloat16', notice: null }]);
  expect(await resumed('float32')).toEqual([{ precision: 'float32', notice: null }]);
  expect(identityOfPrecision('bfloat16', 'bfloat16')).toEqual({});
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
