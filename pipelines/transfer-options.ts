/** The options of transfer learning: data only, as the table of commands. */
import type { Defaults } from '../src/index.ts';

/** Options of the head, and of transfer learning. */
export interface TransferOptions {
  /**
   * Pretrained weights: the path of a file or of a folder that holds them, or the name of a model; undefined or `none` for
   * random weights.
   */
  readonly pretrained?: string | undefined;
  /** With pretrained weights: how long only the head is trained, in epochs, before everything is; 1 by default. */
  readonly freeze?: number | 'all' | undefined;
  /** The head of the network; `linear` by default. */
  readonly head?: 'linear' | 'fastai' | undefined;
  /** The probability that a feature of the head is dropped, 0 to below 1; by default that of the head. */
  readonly headDropout?: number | undefined;
  /** Whether batch norm is trained while only the head is, as in fastai; `trained` by default. */
  readonly frozenBatchNorm?: 'trained' | 'fixed' | undefined;
}

/** The defaults of {@link TransferOptions}. */
export const transferDefaults = {
  pretrained: undefined,
  freeze: undefined,
  head: undefined,
  headDropout: undefined,
  frozenBatchNorm: undefined,
} as const satisfies Defaults<TransferOptions>;
