import type { StateArray } from '../core/index.ts';
import type { Shape } from '../nn/for-inference.ts';

/** What an operation computes from its inputs, for one image. */
export type Computation =
  /** Zeros of `padding` on all four sides, then a convolution. */
  | {
      readonly kind: 'conv';
      readonly kernel: StateArray;
      readonly bias: StateArray | null;
      readonly stride: number;
      readonly padding: number;
      readonly groups: number;
    }
  /** `[…, C]` · scale + shift, per channel. */
  | { readonly kind: 'affine'; readonly scale: StateArray; readonly shift: StateArray }
  | { readonly kind: 'relu' | 'tanh' | 'softplus' | 'sigmoid' | 'softmax' }
  /** Padding counts as −∞. */
  | { readonly kind: 'maxPool'; readonly size: number; readonly stride: number; readonly padding: number }
  /** A partial window at the right or bottom edge is averaged over its own pixels. */
  | { readonly kind: 'averagePool'; readonly size: number; readonly stride: number }
  /** `[H, W, C]` → `[C]` */
  | { readonly kind: 'globalAverage' | 'globalMax' }
  /** Of two `[C]`. */
  | { readonly kind: 'concat' }
  /** Of two inputs of one shape. */
  | { readonly kind: 'add' | 'multiply' }
  /** `[H, W, C]` · `[C]`, per channel. */
  | { readonly kind: 'scaleChannels' }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'dense'; readonly weight: StateArray; readonly bias: StateArray | null }
  /** Self-attention without its sum: (x · K) · (xᵀ · x) for pixels `[H · W, C]` and K `[C, C]`. */
  | { readonly kind: 'attend'; readonly kernel: StateArray };

/** An operation of an exported network, one node of its graph. */
export type Operation = Computation & {
  /** Unique in the network: the name of its layer, such as `4.0.convpath.0`, or one derived from it. */
  readonly name: string;
  /** The names of the operations, or `image`, whose outputs it takes. */
  readonly inputs: readonly string[];
  /** The shape of its output, without the axis of images. */
  readonly shape: Shape;
};

/** A network as a graph of operations, with its weights. */
export interface ExportedNetwork {
  /** In an order in which each comes after its inputs. */
  readonly operations: readonly Operation[];
  /** The name of the operation that returns the logits. */
  readonly logits: string;
}

/** The name of the normalized image `[H, W, 3]`, which the first operations take. */
export const IMAGE = 'image';
