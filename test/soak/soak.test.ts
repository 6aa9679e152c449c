import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { findingsTable } from './findings-table.ts';
import { findings } from './measures.ts';
import { soakArgs } from './soak-args.ts';
import { soakRun } from './soak-run.ts';

/** Counted in steps, so that a slow machine measures the same: 30 epochs, and 12 checkpoints. */
const [STEPS, STEPS_PER_SAMPLE] = [1200, 40];

test('a run of 1200 steps keeps its memory, tensors, open files and threads, in both processes', async () => {
  using temporary = temporaryFolder();
  await writePhotos(join(temporary.path, 'photos'), 100);
  const { samples, code, output } = await soakRun({
    args: [...soakArgs(join(temporary.path, 'photos'), 1), '--plain'],
    run: join(temporary.path, 'run'),
    dashboard: false,
    isDue: (now, last) => now.steps >= last.steps + STEPS_PER_SAMPLE,
    isOver: ({ steps }) => steps >= STEPS,
  });
  expect(code, output).toBe(143);
  const found = findings(samples, { memory: { amount: 24 } });
  expect(
    found.filter(({ isFlat }) => !isFlat),
    findingsTable(found),
  ).toEqual([]);
}, 300_000);
