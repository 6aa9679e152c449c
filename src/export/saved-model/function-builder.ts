import { attr, constantOf, DTYPE, graphNode, type GraphNode, type OpAttribute } from '../../engine/index.ts';
import { bytesOf } from '../halves.ts';

/** A value in a function of a TensorFlow graph: an input of it, or the output of a node as `node:output:0`. */
export type Value = string;

type NumberType = 'uint8' | 'int32' | 'float32' | 'float64';

/** The names of the first outputs of ops, where they are not `output`. */
const OUTPUTS: Readonly<Record<string, string>> = {
  Add: 'z',
  AddV2: 'z',
  Cast: 'y',
  DecodeJpeg: 'image',
  Equal: 'z',
  FloorMod: 'z',
  Maximum: 'z',
  Minimum: 'z',
  Mul: 'z',
  RealDiv: 'z',
  ScaleAndTranslate: 'resized_images',
  Sub: 'z',
};

/** Collects the nodes of a function. */
export class FunctionBuilder {
  readonly nodes: GraphNode[] = [];

  /** Adds a node and returns its first output. */
  add(op: string, inputs: readonly Value[], attributes: readonly OpAttribute[] = []): Value {
    return `${this.node(op, inputs, attributes)}:${OUTPUTS[op] ?? 'output'}:0`;
  }

  /** Adds a node of numbers of one type, and returns its output. */
  arithmetic(op: string, type: NumberType, ...inputs: readonly Value[]): Value {
    return this.add(op, inputs, [attr.type('T', type)]);
  }

  cast(value: Value, from: NumberType, to: NumberType): Value {
    return this.add('Cast', [value], [attr.type('SrcT', from), attr.type('DstT', to)]);
  }

  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.constant('int32', shape, bytesOf(Int32Array.from(values)));
  }

  integer(value: number): Value {
    return this.integers([value], []);
  }

  double(value: number): Value {
    return this.constant('float64', [], bytesOf(Float64Array.of(value)));
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.constant('float32', shape, bytesOf(Float32Array.from(values)));
  }

  /** Returns the height and width of an image `[H, W, 3]`. */
  sizeOf(image: Value): { readonly height: Value; readonly width: Value } {
    const shape = this.add('Shape', [image], [attr.type('T', 'uint8'), attr.type('out_type', 'int32')]);
    const [height, width] = this.unpacked(shape, 'int32', 3);
    return { height, width } as { height: Value; width: Value };
  }

  /** Returns the elements of a vector. */
  unpacked(vector: Value, type: NumberType, count: number): readonly Value[] {
    const name = this.node(
      'Unpack',
      [vector],
      [attr.type('T', type), attr.int('num', count), attr.int('axis', 0)],
    );
    return Array.from({ length: count }, (_, i) => `${name}:output:${i}`);
  }

  private node(op: string, inputs: readonly Value[], attributes: readonly OpAttribute[]): string {
    const name = this.nextName();
    this.nodes.push(graphNode(name, op, inputs, attributes));
    return name;
  }

  private constant(type: NumberType, shape: readonly number[], content: Uint8Array): Value {
    const name = this.nextName();
    this.nodes.push(constantOf(name, DTYPE[type], shape, content));
    return `${name}:output:0`;
  }

  private nextName(): string {
    return `node_${this.nodes.length}`;
  }
}
