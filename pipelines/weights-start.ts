import { defer, map, of, type Observable } from 'rxjs';
import {
  architectureOfWeights,
  bodyAndHead,
  fineTune,
  fitOneCycle,
  imagenetStats,
  lrFind,
  PRETRAINED,
  withPretrained,
  type Capabilities,
  type ImageData,
  type LearnerOptions,
  type Phase,
  type Weights,
} from '../src/index.ts';
import type { ModelOptions } from './options.ts';
import type { TransferOptions } from './transfer-options.ts';

/** Where a training starts: from random weights, or from pretrained ones. */
export interface WeightsStart<O> {
  /** With the architecture of the weights. */
  readonly options: O;
  /** Returns the data, normalized as for the weights. */
  readonly dataOf: (data: ImageData) => ImageData;
  readonly learning: LearnerOptions;
  /** Load the weights. */
  readonly phases: readonly Phase[];
}

/**
 * Emits where a training with such options starts. Pretrained weights determine the architecture and the normalization; the
 * body and the head of the network are then two parameter groups.
 *
 * Errors with BadData if the weights cannot be read, or belong to no architecture.
 */
export const weightsStart = <O extends ModelOptions>(
  world: Pick<Capabilities, 'readWeights'>,
  options: O,
): Observable<WeightsStart<O>> => {
  const pretrained = pretrainedOf(options);
  if (pretrained === null) return of({ options, dataOf: (data) => data, learning: {}, phases: [] });
  return world.readWeights(pretrained).pipe(
    map((weights): WeightsStart<O> => ({
      options: {
        ...options,
        arch: architectureOfWeights(weights),
        ...normalizedAs(normalizationOf(weights)),
      },
      dataOf: (data) => ({ ...data, normalization: normalizationOf(weights) }),
      learning: { groups: bodyAndHead },
      // The weights are read again when they are loaded: until then, and after it, they would fill the memory.
      phases: [withPretrained(defer(() => world.readWeights(pretrained)))],
    })),
  );
};

/** Options that tell which weights a training starts from. */
export interface StartOptions extends TransferOptions {
  /** A model that is trained further has its own weights. */
  readonly continue?: string | undefined;
}

/** Returns the pretrained weights that a training starts from; null for random ones, or those of an earlier run. */
export const pretrainedOf = ({ pretrained, continue: from }: StartOptions): string | null =>
  pretrained === undefined || pretrained === PRETRAINED.none || from !== undefined ? null : pretrained;

/** Weights whose file says nothing were probably trained on ImageNet. */
const normalizationOf = ({ description, config }: Weights): ImageData['normalization'] =>
  description === null ? (config?.normalization ?? imagenetStats) : description.normalization;

/** Returns the option that stands for a normalization, if there is one. */
const normalizedAs = (stats: ImageData['normalization']): { readonly normalize?: 'imagenet' | 'none' } =>
  stats === null ? { normalize: 'none' } : isEqual(stats, imagenetStats) ? { normalize: 'imagenet' } : {};

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Options of {@link firstFit}. */
export interface FirstFitOptions extends StartOptions {
  /** The highest learning rate; `auto` searches for it first. */
  readonly lr: number | 'auto';
}

/**
 * Returns the phases of a fit: the 1cycle policy from random weights; from pretrained ones fastai's fine_tune, or with
 * `freeze: 'all'` the 1cycle policy for the head alone. With the rate `auto`, a search comes first.
 */
export const firstFit = (epochs: number, { lr, ...options }: FirstFitOptions): readonly Phase[] => {
  const { freeze = 1, frozenBatchNorm } = options;
  const search = lr === 'auto' ? [rateSearch(options)] : [];
  if (pretrainedOf(options) === null) return [...search, fitOneCycle(epochs, lr)];
  return [
    ...search,
    freeze === 'all'
      ? fitOneCycle(epochs, lr, { freeze: true, frozenBatchNorm })
      : fineTune(epochs, lr, { freezeEpochs: freeze, frozenBatchNorm }),
  ];
};

/** Returns the search for a rate: that of the head alone, if the first fit trains it alone. */
export const rateSearch = ({ freeze = 1, frozenBatchNorm, ...options }: StartOptions): Phase =>
  lrFind(pretrainedOf(options) !== null && freeze !== 0 ? { freeze: true, frozenBatchNorm } : {});
