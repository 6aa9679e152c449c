import type { Layer } from './layers/index.ts';

/** One step of a network, for those who look inside. */
export interface Stage {
  /** e.g. `stem0`, `stage3`, `head`. */
  readonly name: string;
  readonly layer: Layer;
}

/** The description of a network: no weights, no tensors. */
export interface Network {
  /** e.g. `xresnet50`. */
  readonly name: string;
  /** Numbers per picture that it puts out. */
  readonly outputs: number;
  /** [N, H, W, 3] → [N, outputs]. */
  readonly layer: Layer;
  readonly stages: readonly Stage[];
}

/** Builds a network for a number of outputs, e.g. {@link xresnet50}. */
export type Architecture = (options: { readonly outputs: number }) => Network;

/** How many numbers the optimizer trains; running statistics are not counted. */
export const parameterCount = ({ layer }: Network): number =>
  layer.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
