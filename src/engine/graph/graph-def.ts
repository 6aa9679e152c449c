import { bytes, concatBytes, float, int, littleEndian, message, string } from '../../core/protobuf/index.ts';
import { ATTR, attr, DTYPE, type OpAttribute } from '../raw-op.ts';

/** One op of a graph: an encoded NodeDef of TensorFlow. */
export type GraphNode = Uint8Array;

/** The version of TensorFlow's graph format in release 2.21. */
const PRODUCER = 1994;

/** Returns an op with its inputs by name (`name` is a node's first output, `name:1` its second). */
export const graphNode = (
  name: string,
  op: string,
  inputs: readonly string[] = [],
  attributes: readonly OpAttribute[] = [],
): GraphNode =>
  message(
    1,
    string(1, name),
    string(2, op),
    ...inputs.map((input) => string(3, input)),
    ...encodeAttributes(attributes),
  );

/** Returns a node that runs on the CPU even if TensorFlow uses a GPU. */
export function onCpu(node: GraphNode): GraphNode {
  // The fields follow the key (one byte) and the length, whose last byte is below 128.
  const fields = node.subarray(2 + node.subarray(1).findIndex((byte) => byte < 0x80));
  return message(1, fields, string(4, '/device:CPU:0'));
}

const encodeAttributes = (attributes: readonly OpAttribute[]): Uint8Array[] =>
  attributes.map((attribute) => message(5, string(1, attribute.name), message(2, valueOf(attribute))));

/**
 * Returns a node whose value is fed at each run.
 *
 * @param shape of any size by default; -1 for an axis of any size
 */
export const placeholder = (name: string, dtype: keyof typeof DTYPE, shape?: readonly number[]): GraphNode =>
  graphNode(
    name,
    'Placeholder',
    [],
    [attr.type('dtype', dtype), ...(shape === undefined ? [] : [attr.shape('shape', shape)])],
  );

/** Returns a node with constant integers (int32). */
export const constant = (name: string, values: readonly number[], shape: readonly number[]): GraphNode =>
  constantOf(
    name,
    DTYPE.int32,
    shape,
    littleEndian(4 * values.length, (view) => {
      values.forEach((value, i) => view.setInt32(4 * i, value, true));
    }),
  );

/** Returns a node with constant floats (float32). */
export const floatConstant = (name: string, values: readonly number[], shape: readonly number[]): GraphNode =>
  constantOf(
    name,
    DTYPE.float32,
    shape,
    littleEndian(4 * values.length, (view) => {
      values.forEach((value, i) => view.setFloat32(4 * i, value, true));
    }),
  );

/**
 * Returns a node with a constant value.
 *
 * @param content the elements in memory order (little-endian)
 */
export const constantOf = (
  name: string,
  dtype: number,
  shape: readonly number[],
  content: Uint8Array,
  attributes: readonly OpAttribute[] = [],
): GraphNode =>
  message(
    1,
    string(1, name),
    string(2, 'Const'),
    message(5, string(1, 'dtype'), message(2, int(6, dtype))),
    message(
      5,
      string(1, 'value'),
      message(2, message(8, int(1, dtype), message(2, ...dimensions(shape)), bytes(4, content))),
    ),
    ...encodeAttributes(attributes),
  );

const dimensions = (shape: readonly number[]): Uint8Array[] => shape.map((size) => message(2, int(1, size)));

/** An input or output of a signature: a node's first output. */
export interface SignatureTensor {
  readonly node: string;
  readonly dtype: keyof typeof DTYPE;
  /** -1 for an axis of any size. */
  readonly shape: readonly number[];
}

/** What a model computes from which inputs, by name, for programs that load it. */
export interface Signature {
  readonly inputs: Readonly<Record<string, SignatureTensor>>;
  readonly outputs: Readonly<Record<string, SignatureTensor>>;
}

/** Options of {@link savedModel}. */
export interface SavedModelOptions {
  readonly tag: string;
  readonly signatures: Readonly<Record<string, Signature>>;
  readonly functions: readonly GraphFunction[];
}

/** Returns the contents of a SavedModel without variables: a graph, and how it is used. */
export const savedModel = (
  nodes: readonly GraphNode[],
  { tag, signatures, functions }: SavedModelOptions,
): Uint8Array =>
  concatBytes([
    int(1, 1),
    message(
      2,
      message(1, string(4, tag)),
      bytes(2, graphDef(nodes, functions)),
      ...Object.entries(signatures).map(([name, { inputs, outputs }]) =>
        message(
          5,
          string(1, name),
          message(2, ...tensorEntries(1, inputs), ...tensorEntries(2, outputs), string(3, PREDICT)),
        ),
      ),
    ),
  ]);

/** The method of a signature that any inputs and outputs may have. */
const PREDICT = 'tensorflow/serving/predict';

const tensorEntries = (field: number, tensors: Signature['inputs']): readonly Uint8Array[] =>
  Object.entries(tensors).map(([name, { node, dtype, shape }]) =>
    message(
      field,
      string(1, name),
      message(2, string(1, `${node}:0`), int(2, DTYPE[dtype]), message(3, ...dimensions(shape))),
    ),
  );

/** A function that nodes call by its name. */
export interface GraphFunction {
  readonly name: string;
  readonly inputs: Readonly<Record<string, keyof typeof DTYPE>>;
  readonly outputs: Readonly<Record<string, keyof typeof DTYPE>>;
  /** Its nodes. An input of one is the name of an input of the function, or `node:output:0` for an output of a node. */
  readonly nodes: readonly GraphNode[];
  /** What each output is, named in the same way. */
  readonly returns: Readonly<Record<string, string>>;
}

const encodeFunction = ({ name, inputs, outputs, nodes, returns }: GraphFunction): Uint8Array => {
  const types = (field: number, list: GraphFunction['inputs']): readonly Uint8Array[] =>
    Object.entries(list).map(([each, dtype]) => message(field, string(1, each), int(3, DTYPE[dtype])));
  return message(
    1,
    message(1, string(1, name), ...types(2, inputs), ...types(3, outputs)),
    // In a graph, nodes are the first field; in a function, the third.
    ...nodes.map((node) => concatBytes([Uint8Array.of(3 * 8 + 2), node.subarray(1)])),
    ...Object.entries(returns).map(([output, value]) => message(4, string(1, output), string(2, value))),
  );
};

/** Returns an encoded graph: a GraphDef of TensorFlow. */
export const graphDef = (nodes: readonly GraphNode[], functions: readonly GraphFunction[] = []): Uint8Array =>
  concatBytes([
    ...nodes,
    ...(functions.length === 0 ? [] : [message(2, ...functions.map(encodeFunction))]),
    message(4, int(1, PRODUCER)),
  ]);

/** The field numbers of an AttrValue; its list message uses the same ones. */
const FIELD = { string: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7, function: 10 } as const;

const valueOf = ({ type, value }: OpAttribute): Uint8Array =>
  // A shape is a list itself.
  Array.isArray(value) && (type !== ATTR.shape || Array.isArray(value[0]))
    ? message(1, ...value.map((each: unknown) => scalar(type, each)))
    : scalar(type, value);

function scalar(type: number, value: unknown): Uint8Array {
  switch (type) {
    case ATTR.string:
      return string(FIELD.string, value as string);
    case ATTR.int:
      return int(FIELD.int, value as number);
    case ATTR.float:
      return float(FIELD.float, value as number);
    case ATTR.bool:
      return int(FIELD.bool, value === true ? 1 : 0);
    case ATTR.type:
      return int(FIELD.type, value as number);
    case ATTR.function:
      return message(FIELD.function, string(1, value as string));
    default:
      return message(FIELD.shape, ...dimensions(value as readonly number[]));
  }
}
