import { expect, test } from 'vitest';
import { stragglerOf, type Progress } from '../../../src/io/collective/stragglers.ts';

/** Progress of processes by rank: operations begun, seconds before the latest, seconds blocked. */
const made = (...each: readonly (readonly [number, number, number])[]): ReadonlyMap<number, Progress> =>
  new Map(each.map(([begun, seconds, blocked], rank) => [rank, { begun, seconds, blocked }]));

const found = (progress: ReadonlyMap<number, Progress>, ...completed: readonly number[]) =>
  stragglerOf(progress, new Set(completed), 15)?.rank ?? null;

test.each([
  ['a process that is as far as the others', made([20, 0.5, 60], [20, 0.5, 60]), null],
  ['one that is further', made([21, 0.5, 60], [20, 0.5, 14]), null],
  ['one that is blocked for too long', made([21, 0.5, 0], [20, 0.5, 15]), 1],
  ['process 0', made([20, 0.5, 15], [21, 0.5, 0], [21, 0.5, 0]), 0],
  ['one whose event loop runs', made([21, 0.5, 0], [20, 0.5, 1]), null],
  ['long steps', made([21, 4, 0], [20, 4, 39]), null],
  ['ten times as long as the slowest that waits', made([21, 1, 0], [20, 4, 40], [21, 4, 0]), 1],
  ['the first operations', made([10, 0.5, 0], [9, 0.5, 299]), null],
  ['the first operations, for ever', made([10, 0.5, 0], [9, 0.5, 300]), 1],
])('a main thread hangs: %s', (_, progress, rank) => {
  expect(found(progress)).toBe(rank);
});

test.each([
  ['others wait for it', made([20, 0.5, 0], [4, 0.5, 0]), 1],
  ['nobody waits for it', made([4, 0.5, 0], [4, 0.5, 0]), null],
  ['others have yet to come', made([3, 0.5, 0], [4, 0.5, 0]), null],
])('a process has ended: %s', (_, progress, rank) => {
  expect(found(progress, 1)).toBe(rank);
});
