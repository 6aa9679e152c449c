import type { Layer } from './layers/index.ts';

/** A named part of a network, whose output {@link Model.activations} returns. */
export interface Stage {
  /** For example `stem0`, `stage3`, `head`. */
  readonly name: string;
  readonly layer: Layer;
}

/**
 * The description of a network, without weights or tensors.
 *
 * @category Architectures and models
 */
export interface Network {
  /** For example `xresnet50`. */
  readonly name: string;
  /** The number of outputs per image. */
  readonly outputs: number;
  /** Maps `[N, H, W, 3]` to `[N, outputs]`. */
  readonly layer: Layer;
  /** The same layers in named parts. */
  readonly stages: readonly Stage[];
}

/**
 * Returns the network for a number of outputs, as {@link xresnet50} does.
 *
 * @category Architectures and models
 */
export type Architecture = (options: { readonly outputs: number }) => Network;

/**
 * Returns the number of trainable numbers in a network; buffers are not counted.
 *
 * @param network the network
 * @category Architectures and models
 */
export const parameterCount = ({ layer }: Network): number =>
  layer.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

/**
 * Returns whether a network has batch norm. It normalizes by statistics over the images of a step, so a network with batch
 * norm learns nothing from a step with a single image.
 *
 * @param network the network
 * @category Architectures and models
 */
export const hasBatchNorm = ({ layer }: Network): boolean =>
  layer.parameters.some(({ role }) => role === 'batch-norm');
