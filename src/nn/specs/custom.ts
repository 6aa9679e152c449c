import type { Tensor } from '../../engine/index.ts';
import type { LayerPasses } from '../layers/layer.ts';
import { tapePasses } from '../layers/tape-passes.ts';
import type { BufferSpec, ParameterSpec } from './parameter.ts';

/** A layer whose two passes are functions, not data: it is trained and saved as others, but cannot be exported. */
export interface CustomSpec extends LayerPasses {
  readonly kind: 'custom';
  /** For people, for example `swish`. */
  readonly name: string;
  readonly parameters: readonly ParameterSpec[];
  readonly buffers: readonly BufferSpec[];
  /** Returns the shape of the output for that of an input, both without the first axis. */
  readonly outputShape: (inputShape: readonly number[]) => readonly number[];
}

/** Options of {@link custom}. */
export interface CustomOptions {
  /** For people, for example `swish`. */
  readonly name: string;
  /** The parameters of the layer, by names that are unique within it; none by default. */
  readonly parameters?: readonly ParameterSpec[];
  /** Returns the shape of the output for that of an input, both without the first axis; by default the same. */
  readonly outputShape?: (inputShape: readonly number[]) => readonly number[];
}

/**
 * Returns a layer from a plain function of tensors. TensorFlow.js's tape differentiates it and runs the function a second
 * time, so it is slower than the other layers.
 *
 * The function runs inside `tf.tidy`. It must depend on nothing but its arguments, and must not read the values of tensors:
 * it is called once for each image shape, and its ops are then replayed as a graph. Training fails if TensorFlow.js has no
 * gradient for an op.
 *
 * ```ts
 * const swish = custom({ name: 'swish' }, (x) => tf.mul(x, tf.sigmoid(x)));
 * ```
 *
 * @param options the name and the parameters of the layer
 * @param apply returns the output for an input `[N, …]` and the parameters by name, all borrowed
 * @category Layers
 */
export const custom = (
  { name, parameters = [], outputShape = (shape) => shape }: CustomOptions,
  apply: (x: Tensor, parameters: Readonly<Record<string, Tensor>>) => Tensor,
): CustomSpec => ({
  kind: 'custom',
  name,
  parameters,
  buffers: [],
  outputShape,
  ...tapePasses(
    parameters.map((parameter) => parameter.name),
    apply,
  ),
});
