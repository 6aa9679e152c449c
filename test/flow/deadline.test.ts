import { from } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { deadline } from '../../src/flow/index.ts';
import { marbles } from '../support/marbles.ts';

const late = new Error('late');
const inTime = deadline<string>({ seconds: 2, error: () => late });

describe('deadline', () => {
  test('errors if the source takes too long', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a----');
      const sourceSubs = '   ^ 2999ms !';
      const expected = '     -a 2998ms #';
      expectObservable(source.pipe(inTime)).toBe(expected, undefined, late);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['many values in time', '-a-b-|', '-a-b-|', '^----!'],
    ['empty', '--|', '--|', '^-!'],
    ['never', '-', '3s #', '^ 2999ms !'],
    ['an error of the source', '-a-#', '-a-#', '^--!'],
    ['a completion at the last moment', '2999ms (a|)', '2999ms (a|)', '^ 2998ms !'],
  ])('%s', (title, diagram, expected, subscriptions) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(inTime)).toBe(expected, undefined, title === 'never' ? late : 'error');
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-a-a-');
      expectObservable(source.pipe(inTime), '----!').toBe('-a-a-');
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('a stream that starts later has its whole time', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('   -');
      const second = cold('  -');
      expectObservable(first.pipe(inTime)).toBe('3s #', undefined, late);
      expectObservable(second.pipe(inTime), ' 1500ms ^ 4s !').toBe('4s #', undefined, late);
      expectSubscriptions(second.subscriptions).toBe('1500ms ^ 2499ms !');
    });
  });
});

test('time in which the event loop is blocked does not count', async () => {
  const started = performance.now();
  const outcome = await new Promise((resolve, reject) => {
    const work = new Promise<string>((done) => setTimeout(() => done('done'), 1500));
    const soon = deadline<string>({ seconds: 1, error: () => late });
    from(work).pipe(soon).subscribe({ next: resolve, error: reject });
    // Longer than the deadline, as a training step may be.
    while (performance.now() < started + 2500);
  });
  expect(outcome).toBe('done');
});
