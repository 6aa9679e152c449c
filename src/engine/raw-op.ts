import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { Binding, OpAttribute, TensorMetadata } from './binding.ts';
import { tf } from './tf.ts';

export type { OpAttribute } from './binding.ts';

/** Attribute kinds and element types of TensorFlow's C API (TF_AttrType, TF_DataType). */
export const ATTR = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5, function: 8 } as const;
export const DTYPE = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  float16: 19,
  resource: 20,
} as const;

/** Makes attributes by kind, for example `attr.type('T', 'float32')`. */
export const attr = {
  string: (name: string, value: string): OpAttribute => ({ name, type: ATTR.string, value }),
  /** Only for graph nodes: the binding does not support lists of strings. */
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
  /** Only for graph nodes. */
  shapes: (name: string, value: readonly (readonly number[])[]): OpAttribute => ({
    name,
    type: ATTR.shape,
    value,
  }),
  /** Only for graph nodes: the name of a function. */
  function: (name: string, value: string): OpAttribute => ({ name, type: ATTR.function, value }),
};

/** The part of tfjs-node's backend that runs ops by name. */
export interface NodeBackend {
  binding: Binding;
  /** Creates a tensor from numbers, which are uploaded when it is first used. */
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

/** Returns tfjs-node's backend, for direct access to the binding. */
export const backend = (): NodeBackend => tf.backend() as unknown as NodeBackend;

/**
 * Runs a TensorFlow op by name and returns its outputs, owned by the caller (or by the enclosing `tf.tidy`).
 *
 * For ops that TensorFlow.js does not offer. Throws TensorFlow's error for an unknown op or attribute.
 *
 * @param outputs the number of the op's outputs
 */
export function rawOp(
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  return backend().executeMultipleOutputs(name, attributes, [...inputs], outputs);
}

/** Runs an op with one output, as {@link rawOp} does. */
export function rawOp1(name: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[]): Tensor {
  return backend().executeSingleOutput(name, attributes, [...inputs]);
}

/** Returns a tensor of 8-bit values, converted on the device: a quarter of the upload of floats. Owned by the caller. */
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
