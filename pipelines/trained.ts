import { concatMap, of, type Observable } from 'rxjs';
import {
  architectures,
  fitOneCycle,
  learner,
  run,
  withModel,
  xresnet50,
  type Capabilities,
  type ImageData,
  type Learner,
  type LearnerOptions,
  type Metric,
  type Phase,
  type Reference,
} from '../src/index.ts';
import { trainingData } from './training-data.ts';
import type { ModelOptions, TrainingOptions } from './options.ts';

/** What an experiment is called, and what it came to in the book. */
export interface Experiment {
  readonly name: string;
  readonly reference?: Reference;
}

/** A learner of the given data, with the network that the options name. */
export const learnerOf = (
  data: ImageData,
  { arch, nOut, seed }: ModelOptions & { readonly seed: number },
  options: LearnerOptions = {},
): Learner => learner(data, architectures[arch] ?? xresnet50, { outputs: nOut, seed, ...options });

/**
 * The chapter's experiments but for progressive resizing: one network, one-cycle training. With `continue`, the model of
 * an earlier run, of its own architecture, instead of random weights.
 */
export const trained = (
  world: Capabilities,
  { name, reference }: Experiment,
  options: TrainingOptions,
  learning: LearnerOptions = {},
): Observable<Metric> =>
  startOf(world, options).pipe(
    concatMap(({ start, ...model }) => {
      const resolved = { ...options, ...model };
      const learn = learnerOf(trainingData(world, resolved), resolved, learning);
      const fit = fitOneCycle(options.epochs, options.lr);
      return run(world, { name, reference, config: { ...resolved } }, learn, ...start, fit);
    }),
  );

interface Start extends ModelOptions {
  readonly start: readonly Phase[];
}

const startOf = (world: Capabilities, { continue: from, arch, nOut }: TrainingOptions): Observable<Start> =>
  from === undefined
    ? of({ start: [], arch, nOut })
    : world.readModel(from).pipe(
        concatMap((model) => {
          const { architecture, outputs } = model.description;
          return of({ start: [withModel(of(model))], arch: architecture, nOut: outputs });
        }),
      );
