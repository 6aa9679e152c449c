/** Weights outside the engine: name → shape and values in row-major order, in the order of the network. */
export type NamedArrays = ReadonlyMap<string, NamedArray>;

/** One named array. Kernels are HWIO, dense weights [in, out]. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
