import { concat, from, map, NEVER, of, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { tf } from '../../../src/engine/index.ts';
import { accumulated, fit, type Hook } from '../../../src/learner/index.ts';
import { restore, sgd, snapshot, type TrainState } from '../../../src/nn/index.ts';
import { colourModel, ownedState } from '../../steps/tiny-model.ts';
import { failAfter } from '../../support/fail-after.ts';
import { expectNoLeaks } from '../../support/made-batches.ts';
import { made as madeMetrics } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';
import { epochsOf, madeFit } from './made-fit.ts';
import { madeContext, madeData, madeLearner, meanColour, only, runPhase } from '../made-run.ts';
import { madeFiles } from '../made-world.ts';
import { between, gradientsOf, valuesOf, type Values } from './lettered-gradients.ts';

/** Those of o overflowed in float16; the first parameter of f and g is frozen; s is a batch of two images. */
const values: Readonly<Record<string, Values>> = {
  a: [[1, 2], [3]],
  b: [[3, 6], [5]],
  c: [[0, 1], [0]],
  d: [[4, 1], [2]],
  s: [[4, 8], [-4]],
  o: null,
  f: [null, [1, 0]],
  g: [null, [3, 2]],
};
const shown = {
  h: null,
  x: [[2, 4], [4]],
  y: [[2, 1], [1]],
  // (4 · a + 2 · s + 4 · b) / 8
  z: [[3, 6], [3]],
  v: [null, [2, 1]],
};

const made = (letter: string) => gradientsOf(values[letter]!, letter === 's' ? 2 : 4);
const newState = () => ownedState(colourModel());
const apply = (state: TrainState, letters: Observable<string>, phase = 0) =>
  letters.pipe(map(made), between(accumulated(8), state, phase), map(valuesOf));

describe('accumulated', () => {
  test('emits the mean of each two batches', () => {
    using state = newState();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d-|');
      const sourceSubs = '   ^--------!';
      const expected = '     -h-x-h-y-|';
      expectObservable(apply(state, source)).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['never', '-', '-', '^'],
    ['empty', '--|', '--|', '^-!'],
    ['an error', '-a-b-#', '-h-x-#', '^----!'],
    ['gradients that overflowed do not count', '-a-o-b-|', '-h-h-x-|', '^------!'],
    ['a count beyond the number of images', '-a-s-b-|', '-h-h-z-|', '^------!'],
    ['frozen parameters', '-f-g-|', '-h-v-|', '^----!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    using state = newState();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(apply(state, source)).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    using state = newState();
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-c-');
      expectObservable(apply(state, source), '----!').toBe('-h-x', shown);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  const emitted = (state: TrainState, letters: Observable<string>, phase = 0): readonly Values[] => {
    const received: Values[] = [];
    apply(state, letters, phase).subscribe((each) => received.push(each));
    return received;
  };

  test('an incomplete group continues in the next subscription, and is dropped by the next fit', () => {
    using state = newState();
    expect(emitted(state, of('a'))).toEqual([null]);
    expect(emitted(state, of('b', 'c'))).toEqual([shown.x, null]);
    expect(emitted(state, of('a', 'b'), 1)).toEqual([null, shown.x]);
  });

  test('a batch of at least that many images is emitted at once', () => {
    using state = newState();
    const received: Values[] = [];
    of('a', 'b')
      .pipe(map(made), between(accumulated(4), state), map(valuesOf))
      .subscribe((each) => received.push(each));
    expect(received).toEqual([values['a'], values['b']]);
  });

  test('an incomplete group continues after a resume', () => {
    using interrupted = newState();
    emitted(interrupted, of('f'), 1);
    using state = newState();
    restore(state, snapshot(interrupted));
    expect(snapshot(state)).toEqual(snapshot(interrupted));
    expect(emitted(state, of('g', 'f'), 1)).toEqual([shown.v, null]);
    expect(snapshot(state)).toEqual(snapshot(interrupted));
  });

  test('rejects a number of images out of range', () => {
    for (const items of [0, -4, 1.5, NaN, Infinity])
      expect(() => accumulated(items)).toThrow(/accumulated items: expected a positive integer/);
  });
});

test.each([
  ['completed', of('a', 'b', 'o', 'f')],
  ['failed', failAfter('a')],
  ['unsubscribed', concat(of('a'), NEVER)],
])('%s: no tensor leaks', (_, source) => {
  expectNoLeaks(() => {
    using state = newState();
    apply(state, source)
      .subscribe({ error: () => {} })
      .unsubscribe();
  });
});

describe('the end of a fit', () => {
  const notice = (count: number, images: string) => ({
    n: { _tag: 'Notice', text: `the gradients of the last ${count} ${images} were dropped: accumulation needs full groups` }, // prettier-ignore
  });
  const row = { r: madeMetrics.epochRow() };

  test.each([
    ['with a full group', 'ab', '-r-|', '-r-|', {}],
    ['with an incomplete group', 'aba', '-r--|', '-r--(n|)', notice(4, 'images')],
    ['never', 'a', '-', '-', {}],
    ['an error', 'a', '-r-#', '-r-#', {}],
  ])('%s', (_, letters, diagram, expected, more) => {
    using context = madeFit();
    using state = newState();
    apply(state, from(letters)).subscribe();
    marbles().run(({ cold, expectObservable }) => {
      const output = cold(diagram, row).pipe(epochsOf(accumulated(8), { ...context, state }));
      expectObservable(output).toBe(expected, { ...row, ...more });
    });
  });
});

describe('in a fit of plain SGD', () => {
  const trained = async (batchSize: number, hooks: readonly Hook[], epochs = 1) => {
    const data = madeData({ batch: [], batchSize });
    using context = madeContext(madeLearner({ optimizer: sgd() }, data, meanColour), {
      files: madeFiles(8, 0),
    });
    const tensors = tf.memory().numTensors;
    const schedule = () => ({ learningRates: [0.5], momentum: null });
    const { metrics } = await runPhase(fit({ name: 'plain', epochs, schedule, hooks }).run(context));
    const weights = [...context.state.model.weights().values()].flatMap(({ data }) => [...data]);
    return { steps: only(metrics, 'Step'), weights, left: tf.memory().numTensors - tensors };
  };

  test('two batches of four equal one batch of eight', async () => {
    const [halves, whole] = [await trained(4, [accumulated(8)]), await trained(8, [])];
    expect(halves.steps.map(({ count }) => count)).toEqual([4, 4]);
    halves.weights.forEach((weight, i) => expect(weight).toBeCloseTo(whole.weights[i]!, 6));
    const each = await trained(4, []);
    expect(Math.hypot(...each.weights.map((weight, i) => weight - whole.weights[i]!))).toBeGreaterThan(1e-4);
  });

  test('an incomplete group is completed in the next epoch', async () => {
    const [two, three, four] = [
      await trained(4, [accumulated(16)], 2),
      await trained(4, [accumulated(16)], 3),
      await trained(4, [accumulated(16)], 4),
    ];
    expect(three.weights).toEqual(two.weights);
    expect(four.weights).not.toEqual(two.weights);
    // It is dropped at the end of the fit.
    expect(three.left).toBe(two.left);
  });

  test('more images than the fit has would train nothing', async () => {
    await expect(trained(4, [accumulated(17)], 2)).rejects.toThrow(
      'accumulated items (--accumulate): expected at most 16, the images of the fit, received 17.',
    );
  });
});
