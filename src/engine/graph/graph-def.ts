import { bytes, concatBytes, float, int, littleEndian, message, string } from '../../core/protobuf/index.ts';
import { ATTR, attr, DTYPE, type OpAttribute } from '../raw-op.ts';

/** One op of a graph: an encoded NodeDef of TensorFlow. */
export type GraphNode = Uint8Array;

/** The version of TensorFlow's graph format in release 2.21. */
const PRODUCER = 1994;

/** The tag of a graph in its file. */
export const GRAPH_TAG = 'millrace';

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

const encodeAttributes = (attributes: readonly OpAttribute[]): Uint8Array[] =>
  attributes.map((attribute) => message(5, string(1, attribute.name), message(2, valueOf(attribute))));

/** Returns a node whose value is fed at each run. */
export const placeholder = (name: string, dtype: keyof typeof DTYPE): GraphNode =>
  graphNode(name, 'Placeholder', [], [attr.type('dtype', dtype)]);

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

/** Returns the contents of a graph's file: a SavedModel without variables. */
export const savedModel = (nodes: readonly GraphNode[]): Uint8Array =>
  concatBytes([
    int(1, 1),
    message(
      2,
      message(1, string(4, GRAPH_TAG)),
      bytes(2, concatBytes([...nodes, message(4, int(1, PRODUCER))])),
    ),
  ]);

/** The field numbers of an AttrValue; its list message uses the same ones. */
const FIELD = { string: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7 } as const;

const valueOf = ({ type, value }: OpAttribute): Uint8Array =>
  Array.isArray(value) && type !== ATTR.shape
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
    default:
      return message(FIELD.shape, ...dimensions(value as readonly number[]));
  }
}
