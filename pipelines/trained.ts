import { concatMap, of, type Observable } from 'rxjs';
import {
  architectureNamed,
  imagenetStats,
  learner,
  run,
  withModel,
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
import { hooksOf } from './hooks-of.ts';
import { lossOf } from './loss-of.ts';
import { scoresOf } from './scores-of.ts';
import { firstFit, weightsStart } from './weights-start.ts';
import type { DataOptions, FitOptions, LossOptions, ModelOptions, TrainingOptions } from './options.ts';

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
 * @param model the architecture, outputs, precision, seed, and the options of the loss and the hooks
 * @param options overrides the learner's defaults
 * @category Building blocks
 */
export function learnerOf(
  data: ImageData,
  model: NetworkOptions & FitOptions,
  options: LearnerOptions = {},
): Learner {
  return networkLearner(data, model, withHooks(model, options));
}

/** Adds the hooks and the metrics that the options of a fit ask for. */
const withHooks = (
  fit: FitOptions & Pick<ModelOptions, 'metrics'>,
  { hooks = [], ...options }: LearnerOptions,
): LearnerOptions => ({
  metrics: scoresOf(fit),
  ...(fit.compressGradients ? { reduce: { wire: 'bfloat16' } } : {}),
  recomputeActivations: fit.recomputeActivations,
  ...options,
  hooks: [...hooks, ...hooksOf(fit)],
});

/** Returns a learner without the hooks of the options. */
const networkLearner = (data: ImageData, model: NetworkOptions, options: LearnerOptions): Learner => {
  const { arch, nOut, precision, seed, head: kind, headDropout: dropout } = model;
  const loss = lossOf(model);
  return learner(data, architectureNamed(arch), {
    ...{ outputs: nOut, precision, seed, loss, head: { kind, dropout } },
    ...options,
  });
};

type NetworkOptions = ModelOptions & LossOptions & { readonly seed: number };

/**
 * Runs an experiment of the chapter: one network, trained with the 1cycle policy.
 *
 * With `continue`, training starts from the last model of an earlier run, with its architecture and its normalization,
 * unless the options ask for ImageNet's statistics. Errors with BadData for an unknown architecture, and as `run` does;
 * throws BadOption as `fitOneCycle` does.
 *
 * @param world the capabilities
 * @param experiment its name, and the book's result
 * @param options the data, the network, the loss and the fit
 * @param learning overrides the learner's defaults, for example `{ optimizer: ranger() }`
 * @category Building blocks
 */
export const trained = (
  world: Capabilities,
  experiment: Experiment,
  options: TrainingOptions,
  learning: LearnerOptions = {},
): Observable<Metric> =>
  runFrom(world, experiment, options, withHooks(options, learning), ...firstFit(options.epochs, options));

/** Runs phases from random or pretrained weights or, with `continue`, from the last model of an earlier run. */
export const runFrom = <O extends StartOptions & Readonly<Partial<Record<keyof O, unknown>>>>(
  world: Capabilities,
  { name, reference }: Experiment,
  options: O,
  learning: LearnerOptions,
  ...phases: readonly Phase[]
): Observable<Metric> => {
  const { continue: from } = options;
  const runOf = (
    data: ImageData,
    resolved: O,
    ofStart: LearnerOptions,
    ...all: readonly Phase[]
  ): Observable<Metric> =>
    run(
      world,
      { name, reference, config: { ...resolved } },
      networkLearner(data, resolved, { ...ofStart, ...learning }),
      ...all,
    );
  if (from === undefined)
    return weightsStart(world, options).pipe(
      concatMap(({ options: resolved, dataOf, learning: ofStart, phases: before }) =>
        runOf(dataOf(trainingData(world, resolved)), resolved, ofStart, ...before, ...phases),
      ),
    );
  return world.readModel(from, 'last').pipe(
    concatMap((model) => {
      const { architecture: arch, outputs: nOut, head } = model.description;
      const normalizedBy = continuedBy(options.normalize, model);
      const data = trainingData(world, { ...options, normalize: normalizedBy }, model);
      const continued = normalizedBy === 'imagenet' ? data : normalizedAs(model, data);
      // The model of a run replaces pretrained weights.
      const resolved = { ...options, pretrained: undefined, arch, nOut, normalize: normalizedBy };
      return runOf(continued, resolved, { head }, withModel(of(model)), ...phases);
    }),
  );
};

type StartOptions = DataOptions & ModelOptions & LossOptions & Pick<TrainingOptions, 'continue'>;

/** Returns the normalization with which to continue training: the model's own, unless the options ask for ImageNet's. */
export function continuedBy(
  requested: TrainingOptions['normalize'],
  { description: { normalization } }: SavedModel,
): TrainingOptions['normalize'] {
  if (requested === 'imagenet' || normalization === null) return requested;
  return valuesOf(normalization) === valuesOf(imagenetStats) ? 'imagenet' : 'batch';
}

const valuesOf = ({ mean, std }: ChannelStats): string => [...mean, ...std].join();

/** Returns the data, normalized as the model was trained, or unchanged if it was trained without normalization. */
export const normalizedAs = ({ description: { normalization } }: SavedModel, data: ImageData): ImageData =>
  normalization === null ? data : { ...data, normalization };
