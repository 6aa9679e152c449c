/**
 * Training on one's own images with a recipe that fits the images, the machine and the time.
 *
 *   npm start -- train DIR
 *   npm start -- train DIR --budget 30m
 *
 * The first command with `--valid random:0.2`, on 3 classes of Imagenette with 150 images each, chose xresnet18 at 64 px and
 * 60 epochs: accuracy 0.944 on its 90 validation images and 0.873 on 600 others with seed 42, in 10 minutes on two busy cores
 * with AVX2.
 */
import { concatMap, defer, map, of, type Observable } from 'rxjs';
import {
  architectureOfWeights,
  mixUp,
  resolvedPrecision,
  type Capabilities,
  type Metric,
  type Pipeline,
} from '../src/index.ts';
import { measuredStep } from './measured-step.ts';
import { ofProcess0 } from './of-process-0.ts';
import {
  chosenOptions,
  trainDefaults,
  type ChosenOptions,
  type GivenOptions,
  type TrainOptions,
} from './train-options.ts';
import { recipeFacts } from './recipe-facts.ts';
import { recipeFor, type Recipe, type RecipeRequest } from './recipe-for.ts';
import { commandTable } from './table.ts';
import { trained } from './trained.ts';
import { pretrainedOf } from './weights-start.ts';

export const train: Pipeline<TrainOptions> = {
  ...commandTable.train,
  run: (world, options) =>
    isChosen(options)
      ? trainedAs(world, options, options)
      : defer(() => recipeOf(world, options)).pipe(
          ofProcess0(world),
          concatMap(({ options: chosen, reasons }) =>
            trainedAs(world, options, chosen).pipe(
              concatMap((metric, i) =>
                i === 0
                  ? [metric, ...reasons.map((text): Metric => ({ _tag: 'Notice', text, isChoice: true }))]
                  : [metric],
              ),
            ),
          ),
        ),
};

/** Returns whether nothing is left to choose: a resumed or repeated run has the options that were chosen before. */
const isChosen = (options: GivenOptions): options is ChosenOptions =>
  chosenOptions.every((name) => options[name] !== undefined);

/** Trains with the chosen options. A budget is also the limit, if the estimate was wrong. */
const trainedAs = (world: Capabilities, options: TrainOptions, chosen: ChosenOptions): Observable<Metric> =>
  trained(
    world,
    { name: 'train' },
    { ...options, ...chosen, timeLimit: options.timeLimit ?? options.budget, continue: undefined },
    chosen.mixup === undefined ? {} : { hooks: [mixUp(chosen.mixup)] },
  );

/** Returns the reason of the default of `--valid`; nothing for another value. */
const validReason = ({ valid }: TrainOptions): readonly string[] =>
  valid === trainDefaults.valid
    ? [
        `--valid ${valid}: unless the folders are split already, a fifth of each class, so that none is missed`,
      ]
    : [];

/** Emits the recipe for the images and this machine, after measuring the network that it chooses. */
const recipeOf = (world: Capabilities, options: TrainOptions): Observable<Recipe> =>
  resolvedPrecision(options.precision, world).pipe(
    concatMap(({ precision }) =>
      requestOf(world, options).pipe(
        concatMap((request) =>
          recipeForRequest({ ...world, engine: { ...world.engine, precision } }, options, request),
        ),
      ),
    ),
  );

/** Emits what the user fixes; pretrained weights fix the architecture. */
const requestOf = (world: Capabilities, options: TrainOptions): Observable<RecipeRequest> => {
  const { budget, freeze = 1 } = options;
  const pretrained = pretrainedOf(options);
  if (pretrained === null) return of({ given: options, budget });
  return world.readWeights(pretrained).pipe(
    map((weights) => ({
      given: { ...options, arch: architectureOfWeights(weights) },
      budget,
      headEpochs: freeze === 'all' ? 0 : freeze,
      pretrainedSize: weights.description?.size[0] ?? weights.config?.inputSize?.[0] ?? IMAGENET_SIZE,
    })),
  );
};

const IMAGENET_SIZE = 224;

const recipeForRequest = (
  world: Capabilities,
  options: TrainOptions,
  request: RecipeRequest,
): Observable<Recipe> =>
  recipeFacts(world, { ...options, arch: request.given.arch }).pipe(
    concatMap((facts) => {
      const { arch, size, batchSize } = recipeFor(facts, request).options;
      const [first] = facts.steps;
      const isMeasured = first.arch === arch && first.size === size && first.batchSize === batchSize;
      return (isMeasured ? of(first) : measuredStep(world, { arch, size, batchSize })).pipe(
        map((step) => recipeFor({ ...facts, steps: [first, step] }, request)),
        map((recipe) => ({ ...recipe, reasons: [...validReason(options), ...recipe.reasons] })),
      );
    }),
  );
