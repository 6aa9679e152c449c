import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { augTransforms, mixUp } from '../../../src/batches/index.ts';
import { imageFiles } from '../../../src/files/index.ts';
import { liveDisk } from '../../../src/io/index.ts';
import {
  accumulated,
  earlyStopping,
  fineTune,
  fitOneCycle,
  imageData,
  learner,
  lrFind,
  reduceOnPlateau,
  saveBest,
  tta,
  weightAverage,
  type Learner,
  type LearnerOptions,
  type Phase,
} from '../../../src/learner/index.ts';
import { ranger, sgd } from '../../../src/nn/index.ts';
import { meanColour } from '../../support/mean-colour.ts';

/** A training of a few steps. */
export interface Training {
  readonly learner: Learner;
  readonly phases: readonly Phase[];
}

/** Writes twelve images, and returns trainings on them that together have every hook with a memory. */
export async function smallTrainings(folder: string): Promise<readonly Training[]> {
  for (const [label, r] of Object.entries({ dark: 20, bright: 180 })) {
    mkdirSync(join(folder, label), { recursive: true });
    for (let i = 0; i < 6; i++)
      await sharp({ create: { width: 12, height: 12, channels: 3, background: { r, g: 40, b: 40 * i } } })
        .jpeg()
        .toFile(join(folder, label, `${i}.jpg`));
  }
  const files = imageFiles({ readDirectory: liveDisk.readDirectory, root: folder, seed: 1 });
  const data = imageData({ files, item: [], batch: augTransforms({ size: 8 }), batchSize: 4, size: 8 });
  const of = (options: LearnerOptions): Learner => learner(data, meanColour, options);
  return [
    {
      learner: of({ hooks: [mixUp(0.4), weightAverage(0.5), saveBest()] }),
      phases: [fitOneCycle(2, 0.1), fineTune(1), tta({ n: 1 })],
    },
    { learner: of({ hooks: [accumulated(12)], optimizer: ranger() }), phases: [fitOneCycle(4, 0.01)] },
    {
      learner: of({
        hooks: [
          reduceOnPlateau({ monitor: 'accuracy' }),
          earlyStopping({ monitor: 'accuracy', patience: 5 }),
        ],
        optimizer: sgd({ mom: 0.9 }),
      }),
      phases: [lrFind({ numIt: 30 }), fitOneCycle(3, 'auto')],
    },
  ];
}
