import { finalize } from 'rxjs';
import { expect, test } from 'vitest';
import { mixUp } from '../../../src/batches/index.ts';
import { tf } from '../../../src/engine/index.ts';
import { fitOneCycle, lrFind, untimed, type Hook } from '../../../src/learner/index.ts';
import { kinds, madeContext, madeData, madeLearner, meanColour, only, runPhase } from '../made-run.ts';
import { madeWorld } from '../made-world.ts';

const learner = madeLearner({ hooks: [mixUp(0.4)] }, madeData(), meanColour);

test('a profiled run emits a profile of each epoch, with the operators of hooks', async () => {
  const before = tf.memory().numTensors;
  {
    using context = madeContext(learner, { world: madeWorld({ profile: true }) });
    const { metrics } = await runPhase(fitOneCycle(2, 0.1).run(context));
    const profiles = only(metrics, 'Profile');
    expect(profiles.map(({ phase, epoch, steps }) => [phase, epoch, steps])).toEqual([
      [0, 0, 2],
      [0, 1, 2],
    ]);
    expect(profiles[0]!.operators.map(({ name }) => name)).toEqual([
      ...['decoded', 'collated', 'batchTransformed', 'mixUp', 'trainStep'],
    ]);
    // A search measures nothing.
    expect(kinds((await runPhase(lrFind({ startLr: 1e-3, numIt: 24 }).run(context))).metrics)).not.toContain(
      'Profile',
    );
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('a run that is not profiled emits none, with the same losses', async () => {
  const lossesOf = async (profile: boolean) => {
    using context = madeContext(learner, { world: madeWorld({ profile }) });
    const { metrics } = await runPhase(fitOneCycle(1, 0.1).run(context));
    expect(only(metrics, 'Profile')).toHaveLength(profile ? 1 : 0);
    return only(metrics, 'Step').map(({ loss }) => loss.toFixed(5));
  };
  expect(await lossesOf(true)).toEqual(await lossesOf(false));
});

test('another hook may build the steps instead', async () => {
  const seen: string[] = [];
  const counted: Hook = {
    name: 'counted',
    around: ({ world, epoch }, build) =>
      build((name, operator) => {
        seen.push(`${name} ${epoch}`);
        return untimed(name, operator);
      }, world.engine).pipe(finalize(() => seen.push('end'))),
  };
  using context = madeContext(learner);
  const { metrics } = await runPhase(fitOneCycle(1, 0.1, { hooks: [counted] }).run(context));
  expect(only(metrics, 'Step')).toHaveLength(2);
  expect(seen.at(-1)).toBe('end');
  expect([...new Set(seen)].sort()).toEqual([
    'batchTransformed 0',
    'collated 0',
    'end',
    'mixUp 0',
    'trainStep 0',
  ]);
});
