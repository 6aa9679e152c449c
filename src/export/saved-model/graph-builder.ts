import type { StateArray } from '../../core/index.ts';
import {
  attr,
  constant,
  constantOf,
  DTYPE,
  floatConstant,
  graphNode,
  type GraphNode,
  type OpAttribute,
} from '../../engine/index.ts';
import { bytesOf, isStoredInHalf, toHalves } from '../halves.ts';

/** Collects the nodes of a TensorFlow graph of floats. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  private readonly half: boolean;
  private readonly added = new Set<string>();

  constructor(half: boolean) {
    this.half = half;
  }

  /** Adds a node whose type `T` is float, and returns its name. */
  floatOp(
    name: string,
    op: string,
    inputs: readonly string[],
    attributes: readonly OpAttribute[] = [],
  ): string {
    return this.op(name, op, inputs, [attr.type('T', 'float32'), ...attributes]);
  }

  op(name: string, op: string, inputs: readonly string[], attributes: readonly OpAttribute[] = []): string {
    this.nodes.push(graphNode(name, op, inputs, attributes));
    return name;
  }

  /** Adds weights and returns their name. */
  weights(name: string, array: StateArray): string {
    const { shape, data } = array;
    if (!isStoredInHalf(array, this.half)) {
      this.nodes.push(constantOf(name, DTYPE.float32, shape, bytesOf(data)));
      return name;
    }
    const half = `${name}/half`;
    this.nodes.push(constantOf(half, DTYPE.float16, shape, bytesOf(toHalves(data))));
    return this.op(name, 'Cast', [half], [attr.type('SrcT', 'float16'), attr.type('DstT', 'float32')]);
  }

  /** Adds numbers that are never stored in 16 bits. */
  floats(name: string, values: readonly number[], shape: readonly number[]): string {
    this.nodes.push(floatConstant(name, values, shape));
    return name;
  }

  /** Adds a list of integers, for example a shape, and returns its name. */
  integers(values: readonly number[]): string {
    const name = `integers/${values.map((value) => String(value).replace('-', 'minus')).join('_')}`;
    return this.once(name, values, [values.length]);
  }

  /** Adds an integer without axes, and returns its name. */
  integer(value: number): string {
    return this.once(`integer/${value}`, [value], []);
  }

  /** Adds the numbers of pixels around images `[N, H, W, C]`, and returns their name. */
  sides(padding: number): string {
    return this.once(`sides/${padding}`, [0, 0, padding, padding, padding, padding, 0, 0], [4, 2]);
  }

  private once(name: string, values: readonly number[], shape: readonly number[]): string {
    if (!this.added.has(name)) this.nodes.push(constant(name, values, shape));
    this.added.add(name);
    return name;
  }

  reshape(name: string, input: string, shape: readonly number[]): string {
    return this.floatOp(name, 'Reshape', [input, this.integers(shape)], [attr.type('Tshape', 'int32')]);
  }

  transpose(name: string, input: string, axes: readonly number[]): string {
    return this.floatOp(name, 'Transpose', [input, this.integers(axes)], [attr.type('Tperm', 'int32')]);
  }
}
