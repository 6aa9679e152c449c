/**
 * Test-time augmentation: predictions from each picture as it is and from augmented ones. Of a finished run, or, as in
 * the book, after progressive resizing.
 *
 *   npm start -- tta --from runs/RUN
 *   npm start -- tta --data DIR
 */
import { concatMap, of, type Observable } from 'rxjs';
import {
  normalize,
  run,
  tta as testTimeAugmentation,
  withModel,
  type Capabilities,
  type ImageData,
  type Metric,
  type SavedModel,
} from '../src/index.ts';
import type { Pipeline } from './pipeline.ts';
import { progressiveDefaults, progressiveRun, type ProgressiveOptions } from './progressive.ts';
import { learnerOf, type Experiment } from './trained.ts';
import { trainingData } from './training-data.ts';

/** What test-time augmentation can be asked to do differently. */
export interface TtaPipelineOptions extends ProgressiveOptions {
  /** The folder of a finished run, whose model and options are used. */
  readonly from: string | undefined;
  /** How often each picture is augmented. */
  readonly n: number;
  /** The weight of the pictures as they are. */
  readonly beta: number;
  /** The greatest probabilities instead of weighted means. */
  readonly max: boolean;
}

const experiment: Experiment = {
  name: 'tta',
  reference: { source: 'the book, xresnet50 at 224 px, after progressive resizing', accuracy: 0.869305 },
};

export const tta: Pipeline<TtaPipelineOptions> = {
  name: 'tta',
  summary: 'test-time augmentation, of a finished run (--from RUN) or after progressive resizing',
  example: '--from runs/RUN',
  defaults: { ...progressiveDefaults, from: undefined, n: 4, beta: 0.25, max: false },
  run: (world, { from, n, beta, max, ...options }) => {
    const augmented = testTimeAugmentation({ n, beta, useMax: max });
    return from === undefined
      ? progressiveRun(world, experiment, options, augmented)
      : ofSaved(world, { from, n, beta, max, ...options }, augmented);
  },
};

const ofSaved = (
  world: Capabilities,
  options: TtaPipelineOptions,
  augmented: ReturnType<typeof testTimeAugmentation>,
): Observable<Metric> =>
  world.readModel(options.from ?? '').pipe(
    concatMap((model) => {
      const { architecture: arch, outputs: nOut, size } = model.description;
      const resolved = { ...options, arch, nOut, size: size[0] };
      const learn = learnerOf(
        normalizedAs(model, trainingData(world, { ...resolved, normalize: 'none' })),
        resolved,
      );
      return run(world, { ...experiment, config: resolved }, learn, withModel(of(model)), augmented);
    }),
  );

/** The data as the model was trained on it. */
const normalizedAs = ({ description: { normalization } }: SavedModel, data: ImageData): ImageData =>
  normalization === null ? data : { ...data, batch: [...data.batch, normalize(normalization)] };
