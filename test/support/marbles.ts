import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';

/** Returns the scheduler of one marble test: `marbles().run(({ cold, expectObservable }) => …)`. */
export const marbles = (): TestScheduler =>
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
