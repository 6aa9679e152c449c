import { map, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { cutMix, mixed, mixUp, type Mix, type MixedConfig } from '../../../src/batches/index.ts';
import { at, createRng, MillraceError, type Batch } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import { expectNoLeaks, onePixelBatch } from '../../support/made-batches.ts';
import { marbles } from '../../support/marbles.ts';
import { classesOf } from '../../../src/nn/index.ts';

/** Averages each image with the first one. */
const halves: Mix = {
  name: 'halves',
  settings: {},
  mix: (images, targets) => {
    const classes = classesOf(targets, 'halves');
    return {
      images: tf.mul(tf.add(images, tf.slice(images, [0, 0, 0, 0], [1, 1, 1, 3])), 0.5),
      targets: {
        _tag: 'MixedTargets',
        classes,
        others: new Int32Array(classes.length).fill(at(classes, 0)),
        weights: new Float32Array(classes.length).fill(0.5),
      },
    };
  },
};
const failure = new Error('out of order');
const broken: Mix = {
  ...halves,
  mix: () => {
    throw failure;
  },
};
const config = (mix: Mix, rest: Partial<MixedConfig> = {}): MixedConfig => ({
  mix,
  rng: createRng(1),
  epoch: 0,
  ...rest,
});

const made = (letter: string): Batch<Tensor4D> => {
  if (letter === 'n') return onePixelBatch([], { index: 2 });
  const [colours, index] = letter === 'a' ? [[0, 4], 0] : [[2, 8], 1];
  return onePixelBatch(
    colours.map((value) => [value, value, value]),
    { classes: [3, 5], index },
  );
};

/** Returns the contents of a batch as plain values and disposes it, as a consumer does. */
function shown(batch: Batch<Tensor4D>) {
  using owned = batch;
  const { images, targets, index } = owned;
  return { values: images === null ? null : [...images.dataSync()], targets: { ...targets }, index };
}
const halved = (first: number, second: number, index: number) => ({
  values: [first, first, first, second, second, second],
  targets: {
    _tag: 'MixedTargets',
    classes: Int32Array.of(3, 5),
    others: Int32Array.of(3, 3),
    weights: Float32Array.of(0.5, 0.5),
  },
  index,
});
const batches = {
  x: halved(0, 2, 0),
  y: halved(2, 5, 1),
  n: { values: null, targets: { _tag: 'ClassTargets', classes: new Int32Array() }, index: 2 },
};

describe('mixed', () => {
  test('mixes the images and targets of each batch', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-|';
      expectObservable(source.pipe(map(made), mixed(config(halves)), map(shown))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '(a|)', '(x|)', '(^!)'],
    ['a batch without images passes unchanged', '-n-a-|', '-n-x-|', '^----!'],
    ['empty', '--|', '--|', '^-!'],
    ['never', '-', '-', '^'],
    ['an error', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(map(made), mixed(config(halves)), map(shown))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-a-b-');
      const output = source.pipe(map(made), mixed(config(halves)), map(shown));
      expectObservable(output, '----!').toBe('-x-y-', batches);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('an exception in a mix errors the stream and releases the batch', () => {
    expectNoLeaks(() => {
      marbles().run(({ cold, expectObservable }) => {
        const output = cold('-a-b-|').pipe(map(made), mixed(config(broken)), map(shown));
        expectObservable(output).toBe('-#', batches, failure);
      });
    });
  });

  test('errors if a batch is already mixed', () => {
    const operator = mixed(config(halves));
    expectNoLeaks(() => {
      marbles().run(({ cold, expectObservable }) => {
        const error = new MillraceError({
          _tag: 'BadOption',
          where: 'halves',
          expected: 'an unmixed batch',
          received: 'a mixed one',
          advice: 'Use one of mixUp and cutMix.',
        });
        expectObservable(cold('-a').pipe(map(made), operator, operator)).toBe('-#', {}, error);
      });
    });
  });

  test.each([mixUp(0.5), cutMix()])('$name leaks no tensor, completed or unsubscribed', (mix) => {
    expectNoLeaks(() => {
      marbles().run(({ cold, expectObservable }) => {
        const output = cold('-a-b-|').pipe(map(made), mixed(config(mix)), map(shown));
        expectObservable(output.pipe(map(() => 'm'))).toBe('-m-m-|');
        expectObservable(
          output.pipe(
            take(1),
            map(() => 'm'),
          ),
        ).toBe('-(m|)');
      });
    });
  });
});

test('the draws of a batch depend only on the seed, the epoch and the index', () => {
  const weights = (letter: string, rest: Partial<MixedConfig> = {}): unknown => {
    let seen: unknown;
    marbles().run(({ cold, expectObservable }) => {
      const output = cold(letter).pipe(
        map(made),
        mixed(config(mixUp(0.5), rest)),
        map((batch) => {
          seen = shown(batch).targets;
          return 'm';
        }),
      );
      expectObservable(output).toBe('m');
    });
    return seen;
  };
  expect(weights('a')).toEqual(weights('a'));
  expect(weights('a')).not.toEqual(weights('b'));
  expect(weights('a')).not.toEqual(weights('a', { epoch: 1 }));
  expect(weights('a')).not.toEqual(weights('a', { rng: createRng(2) }));
});
