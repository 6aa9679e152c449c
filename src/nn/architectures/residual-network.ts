import { lastOf } from '../../core/index.ts';
import { network, type NamedLayer, type Network } from '../network.ts';
import {
  averagePooling,
  convLayer,
  maxPooling,
  residual,
  selfAttention,
  sequential,
  squeezeExcite,
  type ActivationName,
  type LayerSpec,
  type ResidualSpec,
} from '../specs/index.ts';
import { headDescription, headLayers, type HeadOptions } from './head.ts';

/** Options of {@link resnet}, and of {@link xresnet}. */
export interface ResidualNetworkOptions {
  /** The name of the architecture. */
  readonly name: string;
  readonly outputs: number;
  /** Blocks per stage, for example [3, 4, 6, 3]. */
  readonly blocks: readonly number[];
  /** 1 for two 3×3 convolutions per block; 4 for a bottleneck that outputs four times its width. */
  readonly expansion: 1 | 4;
  /** Multiplies the width of every stage; 1 by default. */
  readonly widen?: number;
  /** The head; linear by default. */
  readonly head?: HeadOptions | undefined;
}

/** The differences between the two families of residual networks. */
export interface ResidualFamily {
  /** The convolutions before the max pooling, as pairs of output channels and kernel size; the first has stride 2. */
  readonly stem: readonly (readonly [outChannels: number, kernelSize: number])[];
  /** How a shortcut halves the image: average pooling before its convolution, or a strided convolution. */
  readonly shortcut: 'pool' | 'stride';
  readonly activation?: ActivationName;
  readonly excites?: boolean;
  readonly groups?: number;
  /** The stage whose last block ends with self-attention. */
  readonly attentionStage?: number;
}

const STAGE_WIDTHS = [64, 128, 256, 512];
const WIDTH_OF_FURTHER_STAGES = 256;

/** Returns a residual network of a family. */
export function residualNetwork(options: ResidualNetworkOptions, family: ResidualFamily): Network {
  const { name, outputs, blocks, expansion, widen = 1 } = options;
  const { stem, attentionStage, activation = 'relu' } = family;
  const body: NamedLayer[] = stem.map(([outChannels, kernelSize], i) => [
    `stem${i}`,
    convLayer({
      inChannels: i === 0 ? 3 : (stem[i - 1]?.[0] ?? 3),
      outChannels,
      kernelSize,
      stride: i === 0 ? 2 : 1,
      activation,
    }),
  ]);
  body.push(['maxpool', maxPooling({ size: 3, stride: 2, padding: 1 })]);
  let inChannels = lastOf(stem)[0];
  for (const [stage, count] of blocks.entries()) {
    const width = Math.trunc((STAGE_WIDTHS[stage] ?? WIDTH_OF_FURTHER_STAGES) * widen);
    const layers: LayerSpec[] = [];
    for (let i = 0; i < count; i++) {
      const stride = i === 0 && stage > 0 ? 2 : 1;
      const attends = stage === attentionStage && i === count - 1;
      layers.push(residualBlock({ inChannels, width, stride, expansion, attends }, family));
      inChannels = width * expansion;
    }
    body.push([`stage${stage}`, sequential(layers)]);
  }
  const head = headDescription(options.head ?? {});
  return {
    ...network({
      name,
      outputs,
      body,
      head: headLayers(head, inChannels, outputs),
      isNested: head.kind === 'fastai',
    }),
    head,
  };
}

interface BlockOptions {
  readonly inChannels: number;
  readonly width: number;
  readonly stride: 1 | 2;
  readonly expansion: 1 | 4;
  readonly attends: boolean;
}

function residualBlock(
  { inChannels, width, stride, expansion, attends }: BlockOptions,
  { shortcut, activation = 'relu', excites = false, groups = 1 }: ResidualFamily,
): ResidualSpec {
  const outChannels = width * expansion;
  const grouped = Math.floor((width * 4) / 64) * groups;
  /** The output channels of a bottleneck's first convolution, and of the strided convolution. */
  const [reduced, inner] =
    groups > 1 ? [grouped, grouped] : excites ? [width * 2, outChannels] : [width, width];
  const last = { outChannels, activation: null, gamma: 0 } as const;
  const convolutions =
    expansion === 1
      ? [
          { inChannels, outChannels: inner, kernelSize: 3, stride, groups, activation },
          { inChannels: inner, kernelSize: 3, ...last },
        ]
      : [
          { inChannels, outChannels: reduced, kernelSize: 1, activation },
          { inChannels: reduced, outChannels: inner, kernelSize: 3, stride, groups, activation },
          { inChannels: inner, kernelSize: 1, ...last },
        ];
  const path = [
    ...convolutions.map(convLayer),
    ...(excites ? [squeezeExcite({ channels: outChannels, activation })] : []),
    ...(attends ? [selfAttention(outChannels)] : []),
  ];
  const pools = shortcut === 'pool' && stride > 1;
  const project = { inChannels, outChannels, kernelSize: 1, stride: pools ? 1 : stride, activation: null };
  return residual(
    sequential(path),
    sequential([
      ...(pools ? [averagePooling({ size: 2, stride: 2 })] : []),
      ...(inChannels === outChannels ? [] : [convLayer(project)]),
    ]),
    activation,
  );
}
