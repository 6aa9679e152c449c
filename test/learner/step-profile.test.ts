import { concatMap, map, NEVER, of, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { profiled, type Timed } from '../../src/learner/step-profile.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';

/** A clock that stands still but for what is done. */
function clock() {
  let time = 0;
  return {
    now: () => time,
    takes: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

const place = { phase: 1, epoch: 2 };

describe('profiled', () => {
  test('emits the steps, then their profile', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-t-|');
      const sourceSubs = '   ^----!';
      const expected = '     -s-t-(p|)';
      const { now } = clock();
      const letters = profiled({ ...place, profile: true, now }, () => source).pipe(
        map((event) => (typeof event === 'string' ? event : 'p')),
      );
      expectObservable(letters).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('the operators share the time of the steps; the first has what is left', async () => {
    const { now, takes } = clock();
    const steps = (timed: Timed) =>
      of(1, 2).pipe(
        tap(() => takes(100)),
        timed('collated', map((x) => (takes(20), x))),
        timed('trainStep', map((x) => (takes(300), x))),
      ); // prettier-ignore
    const told = await collect(profiled({ ...place, profile: true, now }, steps));
    expect(told.slice(0, 2)).toEqual([1, 2]);
    expect(told[2]).toMatchObject({ _tag: 'Profile', ...place, steps: 2, seconds: 0.84 });
    expect(
      (told[2] as Profile).operators.map(({ name, calls, seconds }) => [name, calls, seconds.toFixed(3)]),
    ).toEqual([
      ['decoded', 2, '0.200'],
      ['collated', 2, '0.040'],
      ['trainStep', 2, '0.600'],
    ]);
  });

  test('the kernels that ran meanwhile are told, and those after it are not', async () => {
    const steps = (timed: Timed) =>
      of(1).pipe(timed('trainStep', map(() => tf.tidy(() => tf.add(tf.ones([1]), 1).dataSync()[0])))); // prettier-ignore
    const [, profile] = await collect(profiled({ ...place, profile: true, now: () => 0 }, steps));
    expect((profile as Profile).kernels.map(({ name }) => name)).toContain('Add');
    tf.tidy(() => tf.relu(tf.ones([1])).dataSync());
    expect((profile as Profile).kernels.map(({ name }) => name)).not.toContain('Relu');
  });

  test('where nobody asks, nothing is told; left early, nothing is measured on', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b|');
      const plain = profiled({ ...place, profile: false, now: () => 0 }, (timed) =>
        source.pipe(timed('trainStep', concatMap((x) => of(x)))),
      ); // prettier-ignore
      expectObservable(plain).toBe('-a-b|');
      const left = profiled({ ...place, profile: true, now: () => 0 }, () => source);
      expectObservable(left, '--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe(['^---!', '^-!']);
      expectObservable(
        profiled({ ...place, profile: true, now: () => 0 }, () => NEVER),
        '-!',
      ).toBe('-');
    });
  });
});
