import { NEVER, of, type Observable } from 'rxjs';
import { describe, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { stoppable, type PhaseEnded, type RunContext } from '../../src/learner/index.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';

const contextWith = (stop$: Observable<unknown>, phase: number): RunContext =>
  ({ world: { stop$ }, phase }) as unknown as RunContext;

describe('stoppable', () => {
  const letters = (stop$: Observable<unknown>): Record<string, Metric | PhaseEnded> => ({
    a: made.step(),
    b: made.step({ step: 1 }),
    c: made.epochRow(),
    h: { _tag: 'PhaseEnded', context: contextWith(stop$, 1) },
    i: { _tag: 'PhaseEnded', context: contextWith(stop$, 0) },
  });

  test('a stopped phase ends with the context it started with', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const stop$ = cold('   ----x');
      const values = letters(stop$);
      const phase = cold('   -a-b-c-(h|)', values);
      const phaseSubs = '    ^---!';
      const expected = '     -a-b(i|)';
      expectObservable(stoppable(() => phase)(contextWith(stop$, 0))).toBe(expected, values);
      expectSubscriptions(phase.subscriptions).toBe(phaseSubs);
    });
  });

  test('without a stop, the phase is unchanged', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const values = letters(NEVER);
      const phase = cold('-a-b-c-(h|)', values);
      expectObservable(stoppable(() => phase)(contextWith(NEVER, 0))).toBe('-a-b-c-(h|)', values);
      expectSubscriptions(phase.subscriptions).toBe('^------!');
    });
  });

  test('after a stop, a phase does not start', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const stop$ = of('x');
      const values = letters(stop$);
      const phase = cold('-a-(h|)', values);
      expectObservable(stoppable(() => phase)(contextWith(stop$, 0))).toBe('(i|)', values);
      expectSubscriptions(phase.subscriptions).toBe([]);
    });
  });

  test('never, an error, an exception, unsubscribed early', () => {
    const thrown = new Error('out of order');
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const context = contextWith(NEVER, 0);
      const values = letters(NEVER);
      expectObservable(stoppable(() => NEVER)(context)).toBe('-');
      expectObservable(stoppable(() => cold('-a-#', values))(context)).toBe('-a-#', values);
      const throws = (): never => {
        throw thrown;
      };
      expectObservable(stoppable(throws)(context)).toBe('#', {}, thrown);
      const phase = cold('-a-a-a-', values);
      expectObservable(stoppable(() => phase)(context), '----!').toBe('-a-a', values);
      expectSubscriptions(phase.subscriptions).toBe('^---!');
    });
  });
});
