import * as Eq from 'fp-ts/lib/Eq.js';
import * as N from 'fp-ts/lib/number.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import { concatMap, defer, of, type Observable } from 'rxjs';
import {
  badData,
  architectures,
  fitOneCycle,
  imagenetStats,
  learner,
  MillraceError,
  normalize,
  run,
  withModel,
  type Architecture,
  type Capabilities,
  type ChannelStats,
  type Comparison,
  type ImageData,
  type Learner,
  type LearnerOptions,
  type Metric,
  type Phase,
  type SavedModel,
} from '../src/index.ts';
import { trainingData } from './training-data.ts';
import type { ModelOptions, TrainingOptions } from './options.ts';

/** The name of an experiment, and the book's result for it. */
export interface Experiment {
  readonly name: string;
  readonly reference?: Comparison;
}

/**
 * Returns a learner for the data, with the network that the options name.
 *
 * Throws BadData for an unknown architecture.
 *
 * @param data the images and their transforms
 * @param model the architecture, outputs, precision and seed
 * @param options overrides the learner's defaults
 * @category Building blocks
 */
export function learnerOf(
  data: ImageData,
  { arch, nOut, precision, seed }: ModelOptions & { readonly seed: number },
  options: LearnerOptions = {},
): Learner {
  return learner(data, architectureNamed(arch), { outputs: nOut, precision, seed, ...options });
}

/** An architecture by fastai's name; errors with BadData where a saved model names one that is not known. */
export function architectureNamed(name: string): Architecture {
  const known = architectures[name];
  if (known !== undefined) return known;
  throw new MillraceError(
    badData(
      'architecture',
      `one of ${Object.keys(architectures).join(', ')}`,
      name,
      'A model of another network can be gone on with in a pipeline of your own.',
    ),
  );
}

/**
 * Runs an experiment of the chapter: one network, trained with the 1cycle policy.
 *
 * With `continue`, training starts from the model of an earlier run, with its architecture and its normalization,
 * unless the options ask for ImageNet's statistics. Errors with BadData for an unknown architecture, and as `run` does;
 * throws BadOption as `fitOneCycle` does.
 *
 * @param world the capabilities
 * @param experiment its name, and the book's result
 * @param options the data, the network and the fit
 * @param learning overrides the learner's defaults, for example `{ loss: labelSmoothingCrossEntropy() }`
 * @category Building blocks
 */
export const trained = (
  world: Capabilities,
  { name, reference }: Experiment,
  options: TrainingOptions,
  learning: LearnerOptions = {},
): Observable<Metric> => {
  const { continue: from, epochs, lr } = options;
  const fit = fitOneCycle(epochs, lr);
  const runOf = (
    data: ImageData,
    resolved: TrainingOptions,
    ...phases: readonly Phase[]
  ): Observable<Metric> =>
    run(world, { name, reference, config: { ...resolved } }, learnerOf(data, resolved, learning), ...phases);
  if (from === undefined) return defer(() => runOf(trainingData(world, options), options, fit));
  return world.readModel(from).pipe(
    concatMap((model) => {
      const { architecture: arch, outputs: nOut } = model.description;
      const normalizedBy = continuedBy(options.normalize, model);
      const data = trainingData(world, { ...options, normalize: normalizedBy });
      const continued = normalizedBy === 'imagenet' ? data : normalizedAs(model, data);
      return runOf(continued, { ...options, arch, nOut, normalize: normalizedBy }, withModel(of(model)), fit);
    }),
  );
};

/** How a model is gone on with: one that knows normalized images with such; statistics of a batch stay those that it knows. */
export function continuedBy(
  asked: TrainingOptions['normalize'],
  { description: { normalization } }: SavedModel,
): TrainingOptions['normalize'] {
  if (asked === 'imagenet' || normalization === null) return asked;
  return sameStats.equals(normalization, imagenetStats) ? 'imagenet' : 'batch';
}

const sameStats = Eq.struct<ChannelStats>({ mean: RA.getEq(N.Eq), std: RA.getEq(N.Eq) });

/** The data as the model was trained on it. */
export const normalizedAs = ({ description: { normalization } }: SavedModel, data: ImageData): ImageData =>
  normalization === null
    ? data
    : { ...data, normalizeByBatch: false, batch: [...data.batch, normalize(normalization)] };
