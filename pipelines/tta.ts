/**
 * Test-time augmentation: combines the predictions for each image and for augmented copies of it, with the model of a
 * finished run, or, as in the book, after progressive resizing.
 *
 *   npm start -- tta runs/RUN
 *   npm start -- tta --from model.safetensors --data DIR
 *   npm start -- tta --data DIR
 *
 * The first command, with `normalized`'s models of seeds 1, 2 and 3 (xresnet18, 64 px, 1,893 images): accuracy 0.7686,
 * 0.7681 and 0.7697 (fastai: 0.7639, 0.7655 and 0.7876), in 42 seconds on two cores with AVX2.
 */
import { concatMap, of, type Observable } from 'rxjs';
import {
  run,
  tta as testTimeAugmentation,
  withModel,
  type Capabilities,
  type Metric,
  type Pipeline,
  type ReadModel,
  type WhichModel,
} from '../src/index.ts';
import { book } from './book.ts';
import { preparationOptions } from './model-options.ts';
import { progressiveRun, type ProgressiveOptions } from './progressive.ts';
import { commandTable } from './table.ts';
import { savedData } from './saved-data.ts';
import { continuedBy, learnerOf, type Experiment } from './trained.ts';

/** Options of test-time augmentation. */
export interface TtaPipelineOptions extends ProgressiveOptions {
  /** The folder of a finished run, whose model and options are used, or a model file. */
  readonly from: string | undefined;
  /** Which model of that run to use. */
  readonly weights: WhichModel;
  /** Number of augmented copies of each image. */
  readonly n: number;
  /** The weight of the pass without augmentation, in 0..1. */
  readonly beta: number;
  /** Takes maxima of the probabilities instead of weighted means. */
  readonly max: boolean;
}

const experiment: Experiment = {
  name: 'tta',
  reference: book.tta,
};

export const tta: Pipeline<TtaPipelineOptions> = {
  ...commandTable.tta,
  run: (world, options) => {
    const { from, weights, n, beta, max } = options;
    const augmented = testTimeAugmentation({ n, beta, useMax: max });
    return from === undefined
      ? progressiveRun(world, experiment, options, augmented)
      : ofSaved(world, world.readModel(from, weights), options, augmented);
  },
};

const ofSaved = (
  world: Capabilities,
  model$: Observable<ReadModel>,
  options: TtaPipelineOptions,
  augmented: ReturnType<typeof testTimeAugmentation>,
): Observable<Metric> =>
  model$.pipe(
    concatMap((model) => {
      const { architecture: arch, outputs: nOut, size } = model.description;
      const resolved = { ...options, arch, nOut, size: size[0] };
      // Nothing is trained, so no class needs training images.
      const { head } = model.description;
      const learn = learnerOf(
        savedData(world, resolved, model),
        { ...resolved, classWeights: undefined },
        { head },
      );
      const normalize = continuedBy('none', model);
      const config = { ...resolved, normalize, ...preparationOptions(model.description) };
      return run(world, { ...experiment, config }, learn, withModel(of(model)), augmented);
    }),
  );
