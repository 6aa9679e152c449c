/**
 * The precision of convolutions and of what follows them, in training and evaluation. Everything else, including the
 * weights, is float32.
 *
 * @category Tensors
 */
export type Precision = 'float32' | 'bfloat16' | 'float16';

/**
 * A precision, or `auto`: bfloat16 where a measurement shows that it is faster, else float32.
 *
 * @category Tensors
 */
export type PrecisionOption = Precision | 'auto';

/** Every {@link PrecisionOption}. */
export const precisionOptions = ['float32', 'bfloat16', 'float16', 'auto'] as const;

/**
 * A precision, and what is to be said about it.
 *
 * @category Running an experiment
 */
export interface ResolvedPrecision {
  readonly precision: Precision;
  /** Null if there is nothing to say. */
  readonly notice: string | null;
}

/** The settings that the engine's ops depend on besides their inputs. Immutable: `{ ...engine, precision }` changes one. */
export interface EngineContext {
  readonly precision: Precision;
  /** Whether ops run one by one, for measuring each kernel, rather than as graphs, which is faster. */
  readonly opByOp: boolean;
  /**
   * Whether the backward pass computes activations again, instead of keeping them: a third more time, less memory. False by
   * default.
   */
  readonly recomputes?: boolean;
}

/** Training in float32, as graphs. */
export const defaultEngine: EngineContext = { precision: 'float32', opByOp: false };
