import { bytes, float, joined, littleEndian, message, text, whole } from '../../core/protobuf/index.ts';
import { ATTR, attr, DTYPE, type OpAttribute } from '../raw-op.ts';

/** One op of a graph, as TensorFlow's NodeDef: encoded. */
export type GraphNode = Uint8Array;

/** Version of TensorFlow's graphs that the ops are meant as: that of release 2.21. */
const PRODUCER = 1994;

/** The tag under which the graph is found in its file. */
export const GRAPH_TAG = 'millrace';

/** An op with its inputs by name (`name` is a node's first output, `name:1` its second). */
export const graphNode = (
  name: string,
  op: string,
  inputs: readonly string[] = [],
  attributes: readonly OpAttribute[] = [],
): GraphNode =>
  message(1, text(1, name), text(2, op), ...inputs.map((input) => text(3, input)), ...encoded(attributes));

const encoded = (attributes: readonly OpAttribute[]): Uint8Array[] =>
  attributes.map((attribute) => message(5, text(1, attribute.name), message(2, valueOf(attribute))));

/** A place for a value that is given at each run. */
export const placeholder = (name: string, dtype: keyof typeof DTYPE): GraphNode =>
  graphNode(name, 'Placeholder', [], [attr.type('dtype', dtype)]);

/** Whole numbers of a shape, the same at each run. */
export const constant = (name: string, values: readonly number[], shape: readonly number[]): GraphNode =>
  constantOf(
    name,
    DTYPE.int32,
    shape,
    littleEndian(4 * values.length, (view) => {
      values.forEach((value, i) => view.setInt32(4 * i, value, true));
    }),
  );

/** Floats of a shape, the same at each run. */
export const floatConstant = (name: string, values: readonly number[], shape: readonly number[]): GraphNode =>
  constantOf(
    name,
    DTYPE.float32,
    shape,
    littleEndian(4 * values.length, (view) => {
      values.forEach((value, i) => view.setFloat32(4 * i, value, true));
    }),
  );

/** A value that is the same at each run. @param content its elements, as they lie in memory (little-endian) */
export const constantOf = (
  name: string,
  dtype: number,
  shape: readonly number[],
  content: Uint8Array,
  attributes: readonly OpAttribute[] = [],
): GraphNode =>
  message(
    1,
    text(1, name),
    text(2, 'Const'),
    message(5, text(1, 'dtype'), message(2, whole(6, dtype))),
    message(
      5,
      text(1, 'value'),
      message(2, message(8, whole(1, dtype), message(2, ...dimensions(shape)), bytes(4, content))),
    ),
    ...encoded(attributes),
  );

const dimensions = (shape: readonly number[]): Uint8Array[] =>
  shape.map((size) => message(2, whole(1, size)));

/** A graph as the file that TensorFlow loads: a SavedModel without variables. */
export const savedModel = (nodes: readonly GraphNode[]): Uint8Array =>
  joined([
    whole(1, 1),
    message(2, message(1, text(4, GRAPH_TAG)), bytes(2, joined([...nodes, message(4, whole(1, PRODUCER))]))),
  ]);

/** The fields of an AttrValue; a list has the same numbers inside. */
const FIELD = { string: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7 } as const;

const valueOf = ({ type, value }: OpAttribute): Uint8Array =>
  Array.isArray(value) && type !== ATTR.shape
    ? message(1, ...value.map((each: unknown) => scalar(type, each)))
    : scalar(type, value);

function scalar(type: number, value: unknown): Uint8Array {
  switch (type) {
    case ATTR.string:
      return text(FIELD.string, value as string);
    case ATTR.int:
      return whole(FIELD.int, value as number);
    case ATTR.float:
      return float(FIELD.float, value as number);
    case ATTR.bool:
      return whole(FIELD.bool, value === true ? 1 : 0);
    case ATTR.type:
      return whole(FIELD.type, value as number);
    default:
      return message(FIELD.shape, ...dimensions(value as readonly number[]));
  }
}
