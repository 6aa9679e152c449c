import { elementCount, type HeadDescription } from '../core/index.ts';
import type { HeadOptions } from './architectures/head.ts';
import { fastaiNames } from './names/fastai-names.ts';
import type { LayerSpec, ParameterSpecs, Path } from './specs/index.ts';
import { joined, parametersAt } from './specs/parameters-of.ts';

/** A named part of a network, whose output {@link Model.activations} returns. */
export interface Stage {
  /** For example `stem0`, `stage3`, `head`. */
  readonly name: string;
  /** The place of its layer in the network. */
  readonly path: Path;
  readonly spec: LayerSpec;
  /** Whether it belongs to the head, which transfer learning replaces. */
  readonly isHead: boolean;
}

/**
 * A network as plain data, without weights or tensors.
 *
 * @category Architectures and models
 */
export interface Network {
  /** For example `xresnet50`. */
  readonly name: string;
  /** The number of outputs per image. */
  readonly outputs: number;
  /** Its layers in order: they map `[N, H, W, 3]` to `[N, outputs]`. */
  readonly stages: readonly Stage[];
  /** The kind of its head; absent in a custom network. */
  readonly head?: HeadDescription;
}

/** A layer and the name of its stage. */
export type NamedLayer = readonly [name: string, spec: LayerSpec];

/** Options of {@link network}. */
export interface NetworkOptions extends Pick<Network, 'name' | 'outputs'> {
  /** Maps `[N, H, W, 3]` to the input of the head. */
  readonly body: readonly NamedLayer[];
  readonly head: readonly NamedLayer[];
  /** Whether body and head are numbered separately, as in fastai's vision_learner; false by default. */
  readonly isNested?: boolean;
}

/**
 * Returns a network of the given layers. Parameters are named by the positions of their layers, as in PyTorch's Sequential.
 *
 * ```ts
 * const tiny: Architecture = ({ outputs }) =>
 *   network({
 *     name: 'tiny',
 *     outputs,
 *     body: [['stem', convLayer({ inChannels: 3, outChannels: 16, kernelSize: 3, stride: 2 })]],
 *     head: [['pool', globalPooling()], ['head', dense({ inFeatures: 16, outFeatures: outputs })]],
 *   });
 * ```
 *
 * @category Architectures and models
 */
export function network({ name, outputs, body, head, isNested = false }: NetworkOptions): Network {
  const stagesOf = (layers: readonly NamedLayer[], isHead: boolean, pathOf: (i: number) => Path) =>
    layers.map(([stage, spec], i): Stage => ({ name: stage, path: pathOf(i), spec, isHead }));
  return {
    name,
    outputs,
    stages: [
      ...stagesOf(body, false, (i) => (isNested ? [0, i] : [i])),
      ...stagesOf(head, true, (i) => (isNested ? [1, i] : [body.length + i])),
    ],
  };
}

/**
 * Returns the network for a number of outputs, as {@link xresnet50} does.
 *
 * @category Architectures and models
 */
export type Architecture = (options: ArchitectureOptions) => Network;

/** Options of an {@link Architecture}. */
export interface ArchitectureOptions {
  readonly outputs: number;
  /** The head; linear by default. */
  readonly head?: HeadOptions | undefined;
}

/**
 * Returns the parameters and buffers of a network, in order, by fastai's names.
 *
 * @category Architectures and models
 */
export const parametersOf = ({ stages }: Network): ParameterSpecs =>
  joined(stages.map(({ spec, path }) => parametersAt(spec, path, fastaiNames)));

/**
 * Returns the number of trainable numbers in a network; buffers are not counted.
 *
 * @param network the network
 * @category Architectures and models
 */
export const parameterCount = (network: Network): number =>
  parametersOf(network).parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);

/**
 * Returns whether a network has batch norm. It normalizes by statistics over the images of a step, so a network with batch
 * norm learns nothing from a step with a single image.
 *
 * @param network the network
 * @category Architectures and models
 */
export const hasBatchNorm = (network: Network): boolean =>
  parametersOf(network).parameters.some(({ role }) => role === 'batch-norm');
