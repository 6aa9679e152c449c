/**
 * Weights outside the engine, by name, in the order of the network.
 *
 * @category Architectures and models
 */
export type StateDict = ReadonlyMap<string, StateArray>;

/** A named array in row-major order. Convolution kernels are HWIO, dense weights [in, out]. */
export interface StateArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
