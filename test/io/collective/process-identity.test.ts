import { expect, test } from 'vitest';
import {
  localRanksOf,
  threadsOf,
  type ProcessIdentity,
} from '../../../src/io/collective/process-identity.ts';

const on = (machine: string, ...cores: readonly number[]): ProcessIdentity => ({
  ...{ host: machine, machine, space: '', pid: 1, cores },
});

test.each([
  ['share all cores', [on('a', 0, 1, 2, 3, 4), on('a', 0, 1, 2, 3, 4)], [2, 2]],
  ['are bound to cores of their own', [on('a', 0, 1), on('a', 2)], [2, 1]],
  ['overlap', [on('a', 0, 1, 2, 3), on('a', 3)], [2, 1]],
  ['run on several machines', [on('a', 0, 1), on('b', 0, 1)], [2, 2]],
  ['outnumber the cores', [on('a', 0), on('a', 0), on('a', 0)], [1, 1, 1]],
])('the threads of processes that %s', (_, processes, threads) => {
  expect(processes.map((_, rank) => threadsOf(processes, rank))).toEqual(threads);
});

test('the ranks of a machine', () => {
  const processes = ['a', 'b', 'a'].map((machine) => on(machine, 0));
  expect(processes.map((_, rank) => localRanksOf(processes, rank))).toEqual([[0, 2], [1], [0, 2]]);
});
