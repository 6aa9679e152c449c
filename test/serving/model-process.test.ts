import { EMPTY } from 'rxjs';
import { describe, test } from 'vitest';
import { usingModel, type ModelProcess } from '../../src/serving/index.ts';
import { marbles } from '../support/marbles.ts';

const model: ModelProcess = {
  description: {
    ...{ architecture: 'x', outputs: 2, vocab: ['a', 'b'], size: [1, 1], normalization: null },
    ...{ task: { kind: 'single-label' }, preparation: null },
  },
  path: 'x',
  precision: { precision: 'float32', notice: null },
  predictions$: () => EMPTY,
  explanations$: () => EMPTY,
};

describe('usingModel', () => {
  test('runs the work once the model is ready, and ends the process with it', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const process = cold('  --m--------', { m: model });
      const processSubs = '   ^------!   ';
      const work = cold('       -a-b-|   ');
      const output = '        ---a-b-|   ';
      expectObservable(usingModel(process, (ready) => (ready === model ? work : EMPTY))).toBe(output);
      expectSubscriptions(process.subscriptions).toBe(processSubs);
    });
  });

  test('passes on an error of the process, before and during the work, and one of the work', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(usingModel(cold<ModelProcess>('-#'), () => cold('a|'))).toBe('-#');
      const dying = cold('    -m---#', { m: model });
      const work = cold('      -a-----');
      const workSubs = '      -^---!';
      expectObservable(usingModel(dying, () => work)).toBe('--a--#');
      expectSubscriptions(work.subscriptions).toBe(workSubs);
      expectObservable(usingModel(cold('-m-', { m: model }), () => cold('-#'))).toBe('--#');
    });
  });

  test('unsubscribed, ends the work and the process', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const process = cold('  -m----', { m: model });
      const work = cold('      -a---');
      const unsubscribed = '  ---!  ';
      expectObservable(
        usingModel(process, () => work),
        unsubscribed,
      ).toBe('--a-');
      expectSubscriptions(process.subscriptions).toBe('^--!');
      expectSubscriptions(work.subscriptions).toBe('   -^-!');
    });
  });
});
