import type { StateArray } from '../../core/index.ts';
import { permuted } from '../../nn/for-inference.ts';
import { bytesOf, isStoredInHalf, toHalves } from '../halves.ts';
import { int64s, TYPE, type Initializer, type OnnxNode } from './proto.ts';

/** Collects the constants of a model. */
export class Constants {
  readonly initializers: Initializer[] = [];
  /** Nodes that widen 16-bit weights, in front of those that use them. */
  readonly casts: OnnxNode[] = [];
  private readonly half: boolean;

  constructor(half: boolean) {
    this.half = half;
  }

  /**
   * Adds weights and returns their name.
   *
   * @param axes their order in ONNX; the same by default
   */
  weights(name: string, array: StateArray, axes?: readonly number[]): string {
    const { shape, data } = axes === undefined ? array : permuted(array, axes);
    if (!isStoredInHalf(array, this.half)) {
      this.initializers.push({ name, type: TYPE.float, shape, content: bytesOf(data) });
      return name;
    }
    const half = `${name}.half`;
    this.initializers.push({ name: half, type: TYPE.float16, shape, content: bytesOf(toHalves(data)) });
    this.casts.push({ name, op: 'Cast', inputs: [half], attributes: { to: TYPE.float } });
    return name;
  }

  /** Adds numbers that are never stored in 16 bits. */
  floats(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    this.initializers.push({ name, type: TYPE.float, shape, content: bytesOf(Float32Array.from(values)) });
    return name;
  }

  /** Adds a shape, once, and returns its name. */
  sizes(values: readonly number[]): string {
    const name = `sizes.${values.join('x')}`;
    if (!this.initializers.some((each) => each.name === name))
      this.initializers.push({ name, type: TYPE.int64, shape: [values.length], content: int64s(values) });
    return name;
  }
}
