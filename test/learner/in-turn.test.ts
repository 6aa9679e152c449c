import { NEVER, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { inTurn, type PhaseEnded, type Phase, type RunContext } from '../../src/learner/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const context = (phase: number): RunContext => ({ phase }) as unknown as RunContext;
const letters: Record<string, Metric | PhaseEnded> = {
  a: made.step(),
  b: made.step({ phase: 1 }),
  g: { _tag: 'PhaseEnded', context: context(0) },
  h: { _tag: 'PhaseEnded', context: context(1) },
  i: { _tag: 'PhaseEnded', context: context(2) },
};
const failure = new Error('out of order');

/** Returns a phase, and the list of contexts it receives. */
function phaseOf(stream$: Observable<Metric | PhaseEnded>): {
  readonly phase: Phase;
  readonly received: number[];
} {
  const received: number[] = [];
  return {
    received,
    phase: ({ phase }) => {
      received.push(phase);
      return stream$;
    },
  };
}

describe('inTurn', () => {
  test('each phase starts with the context that ended the previous one', () => {
    const received: number[][] = [];
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   -a-(h|)', letters);
      const firstSubs = '    ^--!   ';
      const second = cold('     -b-(i|)', letters);
      const secondSubs = '   ---^--!';
      const expected = '     -a--b-(i|)';
      const phases = [phaseOf(first), phaseOf(second)];
      received.push(...phases.map((each) => each.received));
      expectObservable(inTurn(...phases.map(({ phase }) => phase))(context(0))).toBe(expected, letters);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    });
    expect(received).toEqual([[0], [1]]);
  });

  test('without phases, ends at once with its own context', () => {
    marbles().run(({ expectObservable }) => {
      expectObservable(inTurn()(context(0))).toBe('(g|)', letters);
    });
  });

  test.each([
    ['a single phase', '-a-(h|)', '-a-(h|)', '^--!'],
    ['never', '-', '-', '^'],
    ['empty: without PhaseEnded, later phases do not start', '--|', '--|', '^-!'],
    ['an error', '-a-#', '-a-#', '^--!'],
  ])('%s', (_, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold(diagram, letters);
      expectObservable(inTurn(() => first)(context(0))).toBe(expected, letters);
      expectSubscriptions(first.subscriptions).toBe(subscriptions);
    });
  });

  test.each([
    ['never', '-', '^'],
    ['empty: without PhaseEnded, later phases do not start', '--|', '^-!'],
    ['an error', '-a-#', '^--!'],
  ])('in front of another phase, %s', (_, diagram, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold(diagram, letters);
      const second = cold('-b-(i|)', letters);
      expectObservable(inTurn(() => first, () => second)(context(0))).toBe(diagram, letters); // prettier-ignore
      expectSubscriptions(first.subscriptions).toBe(subscriptions);
      expectSubscriptions(second.subscriptions).toBe([]);
    });
  });

  test('an error of the second phase', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   -a-(h|)', letters);
      const second = cold('     -b-#', letters);
      const secondSubs = '   ---^--!';
      const third = cold('   -a-(i|)', letters);
      const expected = '     -a--b-#';
      const phases = [first, second, third].map((each) => () => each);
      expectObservable(inTurn(...phases)(context(0))).toBe(expected, letters);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe([]);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const first = cold('   -a-(h|)', letters);
      const second = hot('   -----b-b-b-', letters);
      const secondSubs = '   ---^----!';
      const unsub = '        --------!';
      const expected = '     -a---b-b-';
      expectObservable(inTurn(() => first, () => second)(context(0)), unsub).toBe(expected, letters); // prettier-ignore
      expectSubscriptions(first.subscriptions).toBe('^--!');
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    });
  });

  test('an exception in a phase errors the stream when that phase starts', () => {
    const fails = (): never => {
      throw failure;
    };
    marbles().run(({ cold, expectObservable }) => {
      const first = cold('-a-(h|)', letters);
      expectObservable(inTurn(fails, () => first)(context(0))).toBe('#', {}, failure);
      expectObservable(inTurn(() => first, fails)(context(0))).toBe('-a-#', letters, failure);
    });
  });

  test('nests: the result is a phase', () => {
    marbles().run(({ cold, expectObservable }) => {
      const first = () => cold('-a-(h|)', letters);
      const second = () => cold('-b-(i|)', letters);
      expectObservable(inTurn(inTurn(first), inTurn(inTurn(), second))(context(0))).toBe(
        '-a--b-(i|)',
        letters,
      );
    });
  });

  test('is cold: each subscription starts the phase', () => {
    const { phase, received } = phaseOf(NEVER);
    const output = inTurn(phase)(context(0));
    expect(received).toEqual([]);
    for (let i = 0; i < 2; i++) output.subscribe().unsubscribe();
    expect(received).toEqual([0, 0]);
  });
});
