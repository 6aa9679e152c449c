import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import type { ProcessPlan } from '../../../tui/commands/prepared-processes.ts';
import { runSettings } from '../../../tui/commands/run-settings.ts';
import { madeGiven } from '../made-given.ts';

const settings = (threads: number | undefined, plan: Partial<ProcessPlan>) =>
  runSettings(madeGiven({ options: {}, shared: { threads } }).shared, {
    ...{ rank: 0, size: 1, library: null, launcher: null },
    ...plan,
  });
const launcher = { path: '/bin/mpiexec', family: 'mpich', name: 'MPICH 5.0.2' } as const;

test('one process has the same number of threads when its run is resumed', () => {
  expect(settings(undefined, {})).toEqual({ threads: availableParallelism(), processes: 1 });
  expect(settings(3, {})).toEqual({ threads: 3, processes: 1 });
});

test('several processes divide the cores, unless --threads says otherwise', () => {
  expect(settings(undefined, { size: 4, launcher })).toEqual({ processes: 4 });
  expect(settings(3, { size: 4, launcher })).toEqual({ threads: 3, processes: 4 });
});

test('the number of processes of the user’s launcher is not recorded', () => {
  expect(settings(undefined, { size: 64 })).toEqual({});
  expect(settings(3, { size: 64 })).toEqual({ threads: 3 });
});
