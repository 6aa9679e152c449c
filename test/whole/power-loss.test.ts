import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { concatMap, map, timer } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  augTransforms,
  fitOneCycle,
  imageData,
  imageFiles,
  learner,
  randomSplit,
  resize,
  run,
  saveBest,
  weightAverage,
  xresnet,
  type Hook,
} from '../../src/index.ts';
import { runFolder } from '../../src/io/index.ts';
import { diskWrites, type DiskWrites } from '../../src/io/support/disk-writes.ts';
import { metricOfLine, recorded } from '../../src/reports/index.ts';
import { createWorld } from '../../src/world.ts';
import { differences } from '../resume/same-run.ts';
import { collect } from '../support/collect.ts';
import { writePhotos } from '../support/photos.ts';
import { afterPowerLoss, recordingDisk, type DiskOperation } from '../support/recording-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const at = (name: string): string => join(temporary.path, name);

beforeAll(() => writePhotos(at('photos'), 6));

afterAll(() => {
  temporary[Symbol.dispose]();
});

const tiny = ({ outputs }: { readonly outputs: number }) =>
  xresnet({ name: 'tiny', outputs, blocks: [1], expansion: 1, stem: [4, 4, 64], widen: 0.125 });

/** Leaves time to write a checkpoint between two steps. */
const slow: Hook = {
  name: 'slow',
  batches: () => concatMap((batch) => timer(40).pipe(map(() => batch))),
};

/** Trains in a folder, or resumes what is there, as the command line does. */
async function train(
  path: string,
  disk: DiskWrites = diskWrites,
  hooks: readonly Hook[] = [],
): Promise<void> {
  const folder = runFolder({ path, resumes: true, every: { steps: 2 }, metricOfLine, disk });
  const world = createWorld({ runFolder: folder });
  const data = imageData({
    files: imageFiles({
      readDirectory: world.readDirectory,
      root: at('photos'),
      split: randomSplit(0.25, 1),
    }),
    item: [resize(20)],
    batch: augTransforms({ size: 16, minScale: 0.75 }),
    batchSize: 3,
  });
  const { isRecorded, completed } = folder;
  await collect(
    run(
      world,
      { name: 'tiny', config: {} },
      learner(data, tiny, { seed: 7, hooks: [...hooks, saveBest(), weightAverage(0.9)] }),
      fitOneCycle(2, 3e-3),
    ).pipe(recorded(folder, { isRecorded, completed })),
  );
}

test('after a power loss at any moment, the run is resumed, and equals one that was not stopped', async () => {
  const operations: DiskOperation[] = [];
  await train(at('whole'), recordingDisk(operations), [slow]);
  expect(readdirSync(at('whole')).sort()).toEqual([
    'best.safetensors',
    'config.json',
    'history.csv',
    'metrics.jsonl',
    'model.safetensors',
    'predictions.csv',
    'result.json',
    'validation.txt',
  ]);
  expect(
    operations.filter(({ act, path }) => act === 'create' && path.includes('checkpoint')).length,
  ).toBeGreaterThan(1);
  const wrong: string[] = [];
  const tried = new Set<string>();
  for (let count = 0; count <= operations.length; count++)
    for (const names of ['undone', 'done'] as const) {
      const left = afterPowerLoss(operations.slice(0, count), at('whole'), names, at('lost'));
      // Most operations change nothing that a power loss leaves.
      if (tried.has(left)) continue;
      tried.add(left);
      await train(at('lost'));
      wrong.push(
        ...differences(at('whole'), at('lost')).map(
          (difference) => `after ${count}, ${names}: ${difference}`,
        ),
      );
    }
  expect(wrong).toEqual([]);
  expect(tried.size).toBeGreaterThan(10);
}, 120_000);
