import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { Binding, OpAttribute, TensorMetadata } from './binding.ts';
import { tf } from './tf.ts';

export type { OpAttribute } from './binding.ts';

/** TensorFlow's attribute kinds and element types, as its C API numbers them (TF_AttrType, TF_DataType). */
export const ATTR = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;
export const DTYPE = { float32: 1, int32: 3, uint8: 4, string: 7, complex64: 8, int64: 9, bool: 10 } as const;

/** Attributes by kind, e.g. `attr.type('T', 'float32')`. */
export const attr = {
  string: (name: string, value: string): OpAttribute => ({ name, type: ATTR.string, value }),
  /** Of nodes of graphs only: the binding does not know lists of them. */
  strings: (name: string, value: readonly string[]): OpAttribute => ({ name, type: ATTR.string, value }),
  int: (name: string, value: number | readonly number[]): OpAttribute => ({ name, type: ATTR.int, value }),
  float: (name: string, value: number): OpAttribute => ({ name, type: ATTR.float, value }),
  bool: (name: string, value: boolean): OpAttribute => ({ name, type: ATTR.bool, value }),
  type: (name: string, dtype: keyof typeof DTYPE): OpAttribute => ({
    name,
    type: ATTR.type,
    value: DTYPE[dtype],
  }),
  types: (name: string, dtypes: readonly (keyof typeof DTYPE)[]): OpAttribute => ({
    name,
    type: ATTR.type,
    value: dtypes.map((dtype) => DTYPE[dtype]),
  }),
  shape: (name: string, value: readonly number[]): OpAttribute => ({ name, type: ATTR.shape, value }),
};

/** The part of tfjs-node's backend that runs ops by name. */
export interface NodeBackend {
  binding: Binding;
  /** Numbers become a tensor; they are uploaded when it is first used. */
  write: (values: unknown, ...rest: never[]) => object;
  readonly executeSingleOutput: (name: string, attrs: readonly OpAttribute[], inputs: Tensor[]) => Tensor;
  readonly executeMultipleOutputs: (
    name: string,
    attrs: readonly OpAttribute[],
    inputs: Tensor[],
    outputs: number,
  ) => Tensor[];
  readonly getInputTensorIds: (tensors: readonly Tensor[]) => readonly number[];
  readonly createOutputTensor: (metadata: TensorMetadata | undefined) => Tensor;
}

/** tfjs-node's backend, for those who go around its functions. */
export const backend = (): NodeBackend => tf.backend() as unknown as NodeBackend;

/**
 * Runs a TensorFlow op by name and returns its outputs, owned by the caller (or by the enclosing `tf.tidy`).
 *
 * For ops that TensorFlow.js does not offer; errors as TensorFlow does where the op or an attribute is unknown.
 *
 * @param outputs how many outputs the op has
 */
export function rawOp(
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  return backend().executeMultipleOutputs(name, attributes, [...inputs], outputs);
}

/** Like {@link rawOp}, for an op with one output. */
export function rawOp1(name: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[]): Tensor {
  return backend().executeSingleOutput(name, attributes, [...inputs]);
}

/** A tensor from 8-bit values: a quarter of the upload of floats, converted on the device. Owned by the caller. */
export function fromBytes(data: Uint8Array, shape: readonly number[], dtype: DataType = 'float32'): Tensor {
  const { binding } = backend();
  const id = binding.createTensor([...shape], DTYPE.uint8, data);
  const attributes = [attr.type('SrcT', 'uint8'), attr.type('DstT', dtype), attr.bool('Truncate', false)];
  try {
    const [output] = binding.executeOp('Cast', attributes, [id], 1);
    return backend().createOutputTensor(output);
  } finally {
    binding.deleteTensor(id);
  }
}
