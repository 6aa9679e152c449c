/**
 * Evaluates the model of a run on labelled images, without training.
 *
 *   npm start -- validate runs/RUN
 *   npm start -- validate runs/RUN --data DIR --split test
 *   npm start -- validate model.safetensors --data DIR
 *
 * The first command has the numbers of the run's own validation, to the last digit.
 */
import { concatMap, of, type Observable } from 'rxjs';
import {
  architectureNamed,
  learner,
  run,
  validate as validation,
  withModel,
  type Capabilities,
  type Loss,
  type Metric,
  type Pipeline,
  type ReadModel,
} from '../src/index.ts';
import { lossOf } from './loss-of.ts';
import { preparationOptions } from './model-options.ts';
import type { ValidateOptions } from './options.ts';
import { noted, preparedData } from './saved-data.ts';
import { scoresOf } from './scores-of.ts';
import { commandTable } from './table.ts';
import { continuedBy } from './trained.ts';
import { validatedImages, type ValidatedImages } from './validated-images.ts';

export const validate: Pipeline<ValidateOptions> = {
  ...commandTable.validate,
  run: (world, options) =>
    world
      .readModel(options.from, options.weights)
      .pipe(
        concatMap((model) =>
          validatedImages(world, options, model).pipe(
            concatMap((images) => validationRun(world, options, model, images)),
          ),
        ),
      ),
};

function validationRun(
  world: Capabilities,
  options: ValidateOptions,
  model: ReadModel,
  { files, trained }: ValidatedImages,
): Observable<Metric> {
  const { architecture: arch, outputs, size } = model.description;
  const isWeighted = options.classWeights !== undefined && trained !== null;
  const known = isWeighted ? options : { ...options, classWeights: undefined };
  const shown = options.classWeights === undefined || isWeighted ? files : noted(UNWEIGHTED)(files);
  // One pass decodes each image once.
  const data = preparedData(world, { ...options, cache: 'none' }, model, of(shown));
  const learn = learner(data, architectureNamed(arch), {
    outputs,
    head: model.description.head,
    seed: options.seed,
    precision: options.precision,
    metrics: scoresOf(options),
    loss: lossFor(known, outputs, trained),
  });
  const normalize = continuedBy('none', model);
  const config = { ...options, arch, size: size[0], normalize, ...preparationOptions(model.description) };
  return run(world, { name: 'validate', config }, learn, withModel(of(model)), validation());
}

/** Returns the loss of the model's run, with the class weights of its training images. */
function lossFor(options: ValidateOptions, nOut: number, trained: ImageFilesOrNull): Loss | undefined {
  const loss = lossOf({ ...options, nOut });
  return typeof loss === 'function' ? (trained === null ? undefined : loss(trained)) : loss;
}

type ImageFilesOrNull = ValidatedImages['trained'];

const UNWEIGHTED =
  'the loss is without --class-weights: the training images of the run, which they depend on, are not in this folder';
