import { expect, test } from 'vitest';
import { eventLoopTurn } from '../../src/flow/index.ts';

test('emits once, after immediates that were already waiting', async () => {
  const story: string[] = [];
  setImmediate(() => story.push('waiting'));
  await new Promise<void>((resolve) => {
    eventLoopTurn.subscribe({
      next: () => story.push('turned'),
      complete: () => {
        story.push('complete');
        resolve();
      },
    });
    void Promise.resolve().then(() => story.push('microtask'));
    story.push('subscribed');
  });
  expect(story).toEqual(['subscribed', 'microtask', 'waiting', 'turned', 'complete']);
});

test('emits nothing after unsubscription', async () => {
  const story: string[] = [];
  eventLoopTurn
    .subscribe(() => {
      story.push('turned');
    })
    .unsubscribe();
  await new Promise(setImmediate);
  expect(story).toEqual([]);
});
