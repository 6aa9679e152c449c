import { defer, map, of, type Observable } from 'rxjs';
import {
  architectureOfWeights,
  bodyAndHead,
  fineTune,
  fitOneCycle,
  imagenetStats,
  lrFind,
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
  const { pretrained } = options;
  if (pretrained === undefined) return of({ options, dataOf: (data) => data, learning: {}, phases: [] });
  return world.readWeights(pretrained).pipe(
    map((weights): WeightsStart<O> => ({
      options: { ...options, arch: architectureOfWeights(weights) },
      dataOf: (data) => ({ ...data, normalization: normalizationOf(weights) }),
      learning: { groups: bodyAndHead },
      // The weights are read again when they are loaded: until then, and after it, they would fill the memory.
      phases: [withPretrained(defer(() => world.readWeights(pretrained)))],
    })),
  );
};

/** Weights whose file says nothing were probably trained on ImageNet. */
const normalizationOf = ({ description, config }: Weights): ImageData['normalization'] =>
  description === null ? (config?.normalization ?? imagenetStats) : description.normalization;

/** Options of {@link firstFit}. */
export interface FirstFitOptions extends TransferOptions {
  /** The highest learning rate; `auto` searches for it first. */
  readonly lr: number | 'auto';
}

/**
 * Returns the phases of a fit: the 1cycle policy from random weights; from pretrained ones fastai's fine_tune, or with
 * `freeze: 'all'` the 1cycle policy for the head alone. With the rate `auto`, a search comes first.
 */
export const firstFit = (
  epochs: number,
  { lr, pretrained, freeze = 1, frozenBatchNorm }: FirstFitOptions,
): readonly Phase[] => {
  const search = lr === 'auto' ? [rateSearch({ pretrained, freeze, frozenBatchNorm })] : [];
  if (pretrained === undefined) return [...search, fitOneCycle(epochs, lr)];
  return [
    ...search,
    freeze === 'all'
      ? fitOneCycle(epochs, lr, { freeze: true, frozenBatchNorm })
      : fineTune(epochs, lr, { freezeEpochs: freeze, frozenBatchNorm }),
  ];
};

/** Returns the search for a rate: that of the head alone, if the first fit trains it alone. */
export const rateSearch = ({ pretrained, freeze = 1, frozenBatchNorm }: TransferOptions): Phase =>
  lrFind(pretrained !== undefined && freeze !== 0 ? { freeze: true, frozenBatchNorm } : {});
