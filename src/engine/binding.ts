/** A tensor of the binding: its id, its shape, and its element type as a TF_DataType. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** An attribute of a TensorFlow op; numbers and booleans may be lists. */
export interface OpAttribute {
  readonly name: string;
  /** A TF_AttrType. */
  readonly type: number;
  readonly value: unknown;
}

/** The functions of tfjs-node's native addon that Millrace calls. Ids are the addon's, not those of TensorFlow.js. */
export interface Binding {
  readonly TF_Version: string;
  readonly isUsingGpuDevice: () => boolean;
  readonly createTensor: (shape: readonly number[], dtype: number, values: unknown) => number;
  readonly deleteTensor: (id: number) => void;
  readonly tensorDataSync: (id: number) => Float32Array | Int32Array | Uint8Array;
  readonly executeOp: (
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ) => readonly TensorMetadata[];
}
