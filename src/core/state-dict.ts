/**
 * Weights outside the engine, by name, in network order.
 *
 * @category Architectures and models
 */
export type StateDict = ReadonlyMap<string, StateArray>;

/** A named array in row-major order. Convolution kernels are HWIO, dense weights [in, out]. */
export interface StateArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
