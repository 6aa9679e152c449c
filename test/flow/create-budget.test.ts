import { merge, NEVER } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createBudget } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

describe('createBudget', () => {
  test('streams wait until they fit, in the order of their subscription', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('       ---(x|)');
      const b = cold('          --(y|)');
      const c = cold('          -(z|)');
      const expected = '     ---xz(y|)';
      const budget = createBudget(3);
      const output = merge(a.pipe(budget(2)), b.pipe(budget(2)), c.pipe(budget(1)));
      expectObservable(output).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe('^--!');
      expectSubscriptions(b.subscriptions).toBe('---^-!');
      expectSubscriptions(c.subscriptions).toBe('---^!');
    });
  });

  test('one that exceeds the budget runs alone', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const small = cold('--|');
      const large = cold('--|');
      const budget = createBudget(3);
      expectObservable(merge(small.pipe(budget(1)), large.pipe(budget(9)), small.pipe(budget(1)))).toBe(
        '------|',
      );
      expectSubscriptions(large.subscriptions).toBe('--^-!');
      expectSubscriptions(small.subscriptions).toBe(['^-!', '----^-!']);
    });
  });

  test.each([
    ['an error', '-#', '-#'],
    ['empty', '-|', '-|'],
  ])('%s makes room', (_, diagram, expected) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const [first, second] = [cold(diagram), cold('-|')];
      const budget = createBudget(1);
      expectObservable(first.pipe(budget(1))).toBe(expected);
      expectObservable(second.pipe(budget(1))).toBe('--|');
      expectSubscriptions(second.subscriptions).toBe('-^!');
    });
  });

  test('one that is unsubscribed makes room, whether it runs or waits', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const [running, waiting, last] = [cold('-'), cold('-'), cold('-|')];
      const budget = createBudget(1);
      expectObservable(running.pipe(budget(1)), '---!').toBe('-');
      expectObservable(waiting.pipe(budget(1)), '--!').toBe('-');
      expectObservable(last.pipe(budget(1))).toBe('----|');
      expectSubscriptions(running.subscriptions).toBe('^--!');
      expectSubscriptions(waiting.subscriptions).toBe([]);
      expectSubscriptions(last.subscriptions).toBe('---^!');
    });
  });

  test('never: holds its part for ever; a budget is not used before subscription', () => {
    const budget = createBudget(1);
    const idle = NEVER.pipe(budget(1));
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-|').pipe(budget(1))).toBe('-|');
    });
    const subscription = idle.subscribe();
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(cold('-|').pipe(budget(1)), '----!').toBe('-');
    });
    subscription.unsubscribe();
    expect(subscription.closed).toBe(true);
  });
});
