import { catchError, concatMap, map, NEVER, of, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { EngineContext, Profile } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { profiled, type Timed } from '../../src/learner/step-profile.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';

/** A fakeClock that only `takes` advances. */
function fakeClock() {
  let time = 0;
  return {
    now: () => time,
    takes: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

const place = { phase: 1, epoch: 2 };
const engine = { precision: 'bfloat16', opByOp: false } as const;

describe('profiled', () => {
  test('emits the steps, then their profile', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -s-t-|');
      const sourceSubs = '   ^----!';
      const expected = '     -s-t-(p|)';
      const { now } = fakeClock();
      const letters = profiled({ ...place, engine, profile: true, now }, () => source).pipe(
        map((event) => (typeof event === 'string' ? event : 'p')),
      );
      expectObservable(letters).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('divides the time of the steps among the operators; decoding gets the rest', async () => {
    const { now, takes } = fakeClock();
    const steps = (timed: Timed) =>
      of(1, 2).pipe(
        tap(() => takes(100)),
        timed('collated', map((x) => (takes(20), x))),
        timed('trainStep', map((x) => (takes(300), x))),
      ); // prettier-ignore
    const events = await collect(profiled({ ...place, engine, profile: true, now }, steps));
    expect(events.slice(0, 2)).toEqual([1, 2]);
    expect(events[2]).toMatchObject({ _tag: 'Profile', ...place, steps: 2, seconds: 0.84 });
    expect(
      (events[2] as Profile).operators.map(({ name, calls, seconds }) => [name, calls, seconds.toFixed(3)]),
    ).toEqual([
      ['decoded', 2, '0.200'],
      ['collated', 2, '0.040'],
      ['trainStep', 2, '0.600'],
    ]);
  });

  test('contains the kernels that ran during the epoch, and no later ones', async () => {
    const steps = (timed: Timed) =>
      of(1).pipe(timed('trainStep', map(() => tf.tidy(() => tf.add(tf.ones([1]), 1).dataSync()[0])))); // prettier-ignore
    const [, profile] = await collect(profiled({ ...place, engine, profile: true, now: () => 0 }, steps));
    expect((profile as Profile).kernels.map(({ name }) => name)).toContain('Add');
    tf.tidy(() => tf.relu(tf.ones([1])).dataSync());
    expect((profile as Profile).kernels.map(({ name }) => name)).not.toContain('Relu');
  });

  test.each([true, false])('opByOp is %s if profile is; the precision stays', async (profile) => {
    const steps = (_: Timed, { precision, opByOp }: EngineContext) => of({ precision, opByOp });
    const [context] = await collect(profiled({ ...place, engine, profile, now: () => 0 }, steps));
    expect(context).toEqual({ precision: 'bfloat16', opByOp: profile });
  });

  test('emits no profile if profile is false or if unsubscribed early', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b|');
      const plain = profiled({ ...place, engine, profile: false, now: () => 0 }, (timed) =>
        source.pipe(timed('trainStep', concatMap((x) => of(x)))),
      ); // prettier-ignore
      expectObservable(plain).toBe('-a-b|');
      const left = profiled({ ...place, engine, profile: true, now: () => 0 }, () => source);
      expectObservable(left, '--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe(['^---!', '^-!']);
    });
    marbles().run(({ expectObservable }) => {
      const endless = profiled({ ...place, engine, profile: true, now: () => 0 }, () => NEVER);
      expectObservable(endless, '-!').toBe('-');
    });
  });

  test('two epochs cannot be profiled at once: the second errors', () => {
    marbles().run(({ cold, expectObservable }) => {
      const once = profiled({ ...place, engine, profile: true, now: () => 0 }, () => cold('-a|'));
      expectObservable(once, '-!').toBe('-');
      expectObservable(once.pipe(catchError((error: unknown) => of(String(error))))).toBe('(e|)', {
        e: expect.stringContaining('KernelTimes: expected one at a time') as string,
      });
    });
  });
});
