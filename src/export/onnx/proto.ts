import { bytes, concatBytes, int, littleEndian, message, string } from '../../core/protobuf/index.ts';

/** The element types of ONNX. */
export const TYPE = { float: 1, uint8: 2, int64: 7, float16: 10 } as const;

/** An encoded message of ONNX, see `onnx.proto`. */
type Encoded = Uint8Array;

/** The value of an attribute of a node: an integer, or a list of them. */
type Attribute = number | readonly number[];

const INT = 2;
const INTS = 7;

const attributeOf = (name: string, value: Attribute): Encoded =>
  message(
    5,
    string(1, name),
    ...(typeof value === 'number'
      ? [int(3, value), int(20, INT)]
      : [...value.map((each) => int(8, each)), int(20, INTS)]),
  );

/** A node with one output, whose name it shares. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

const nodeOf = ({ name, op, inputs, attributes = {} }: OnnxNode): Encoded =>
  message(
    1,
    ...inputs.map((input) => string(1, input)),
    string(2, name),
    string(3, name),
    string(4, op),
    ...Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
  );

/** A constant tensor. */
export interface Initializer {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  /** The elements in memory order, little-endian. */
  readonly content: Uint8Array;
}

const initializerOf = ({ name, type, shape, content }: Initializer): Encoded =>
  message(5, ...shape.map((size) => int(1, size)), int(2, type), string(8, name), bytes(9, content));

/** An input or output of a model. */
export interface Port {
  readonly name: string;
  readonly type: number;
  /** The sizes of its axes; a name for an axis of any size. */
  readonly shape: readonly (number | string)[];
}

const portOf = (field: number, { name, type, shape }: Port): Encoded =>
  message(
    field,
    string(1, name),
    message(
      2,
      message(
        1,
        int(1, type),
        message(
          2,
          ...shape.map((size) => message(1, typeof size === 'number' ? int(1, size) : string(2, size))),
        ),
      ),
    ),
  );

/** The contents of an ONNX file. */
export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Old enough for every runtime in use, and with all ops of the networks. */
const OPSET = 17;
const IR_VERSION = 8;

/** Encodes a model in the ONNX format. */
export const encodeOnnx = ({ name, nodes, initializers, inputs, outputs, metadata }: OnnxModel): Uint8Array =>
  concatBytes([
    int(1, IR_VERSION),
    string(2, 'millrace'),
    message(
      7,
      ...nodes.map(nodeOf),
      string(2, name),
      ...initializers.map(initializerOf),
      ...inputs.map((port) => portOf(11, port)),
      ...outputs.map((port) => portOf(12, port)),
    ),
    message(8, string(1, ''), int(2, OPSET)),
    ...Object.entries(metadata).map(([key, value]) => message(14, string(1, key), string(2, value))),
  ]);

/** Returns integers as the content of an initializer. */
export const int64s = (values: readonly number[]): Uint8Array =>
  littleEndian(8 * values.length, (view) => {
    values.forEach((value, i) => view.setBigInt64(8 * i, BigInt(value), true));
  });
