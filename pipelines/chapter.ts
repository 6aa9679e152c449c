/**
 * The whole chapter: all experiments one after the other, each in a subfolder of the run folder.
 *
 *   npm start -- chapter DIR
 *   npm start -- chapter DIR --limit 2000 --arch xresnet18 --size 32 --item-size 40 --start-size 24 --start-epochs 3 \
 *     --fine-tune-epochs 2 --start-batch-size 64 --mixup-epochs 5
 *
 * The second command is a preview: 4 minutes on two cores with AVX2, on 1,600 images of Imagenette and validated on 400.
 * Accuracy with seed 42: baseline 0.4675, normalized 0.4850, continued from the baseline 0.5275, progressive 0.4500, with
 * test-time augmentation 0.4775, MixUp 0.4175, label smoothing 0.4725. Each experiment's own file has its results at 64 px.
 */
import { concat, defer, takeWhile, type Observable } from 'rxjs';
import type { Metric, Pipeline } from '../src/index.ts';
import { baseline } from './baseline.ts';
import { labelSmoothing, type LabelSmoothingOptions } from './label-smoothing.ts';
import { mixup, type MixUpOptions } from './mixup.ts';
import { normalized } from './normalized.ts';
import type { TrainingOptions } from './options.ts';
import { optionsOf } from './options-of.ts';
import { progressive, startOf } from './progressive.ts';
import { commandTable } from './table.ts';
import { tta, type TtaPipelineOptions } from './tta.ts';

/** Options of all experiments; each normalizes as the book does. */
export interface ChapterOptions
  extends
    Omit<TrainingOptions & TtaPipelineOptions, 'normalize' | 'continue' | 'from' | 'weights' | 'epsilon'>,
    Pick<MixUpOptions, 'mixup'>,
    Pick<LabelSmoothingOptions, 'epsilon'> {
  readonly mixupEpochs: number;
}

export const chapter: Pipeline<ChapterOptions> = {
  ...commandTable.chapter,
  run: (world, options) => {
    const experiment = <O extends object>(name: string, pipeline: Pipeline<O>, own: O): Observable<Metric> =>
      defer(() => pipeline.run(world.within(name), optionsOf(pipeline, own)));
    const folderOf = (name: string): string => world.within(name).runFolder;
    const plain = { ...options, normalize: 'none', continue: undefined } as const;
    const normal = {
      ...options,
      normalize: 'imagenet',
      continue: undefined,
      from: undefined,
      weights: 'last',
    } as const;
    const { mixupEpochs } = options;
    return concat(
      experiment('baseline', baseline, plain),
      experiment('normalized', normalized, normal),
      experiment('normalized-continued', normalized, { ...normal, continue: folderOf('baseline') }),
      experiment('progressive', progressive, normal),
      experiment('tta', tta, { ...normal, from: folderOf('progressive') }),
      // On small images, as in the book.
      experiment('mixup', mixup, { ...normal, ...startOf(normal), epochs: mixupEpochs }),
      experiment('label-smoothing', labelSmoothing, plain),
    ).pipe(takeWhile((metric) => metric._tag !== 'RunEnded' || metric.why === 'completed', true));
  },
};
