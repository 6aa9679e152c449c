import { at } from '../core/index.ts';
import {
  averagePooling,
  convLayer,
  dense,
  dropout,
  globalAveragePooling,
  maxPooling,
  residual,
  sequential,
  squeezeExcite,
  type Layer,
} from './layers/index.ts';
import type { Network, Stage } from './network.ts';

/** Options of {@link xresnet}. */
export interface XResNetOptions {
  /** The name of the architecture. */
  readonly name: string;
  readonly outputs: number;
  /** Blocks per stage, for example [3, 4, 6, 3]. */
  readonly blocks: readonly number[];
  /** 1 for two 3×3 convolutions per block; 4 for a bottleneck that outputs four times its width. */
  readonly expansion: 1 | 4;
  /** Channels of the three stem convolutions; [32, 32, 64] by default. */
  readonly stem?: readonly [number, number, number];
  /** Multiplies the width of every stage; 1 by default. */
  readonly widen?: number;
  /** The kind of block: plain (`resnet`, the default), with squeeze-excite, with 32 groups, or with both. */
  readonly variant?: 'resnet' | 'se-resnet' | 'resnext' | 'se-resnext';
  /** The probability that a feature of the last layer is dropped in training, 0 to below 1; 0 by default. */
  readonly dropout?: number;
}

const STAGE_WIDTHS = [64, 128, 256, 512];
const WIDTH_OF_FURTHER_STAGES = 256;
const CARDINALITY = 32;

/**
 * Returns an XResNet (He et al., "Bag of Tricks", 2019): fastai's XResNet. Maps `[N, H, W, 3]` to `[N, outputs]`.
 *
 * A residual network with a stem of three convolutions, strides in the 3×3 convolutions, and average pooling in the
 * shortcuts. Parameters have fastai's names, so weights can be compared one by one.
 *
 * @category Architectures and models
 */
export function xresnet(options: XResNetOptions): Network {
  const { name, outputs, blocks, expansion, widen = 1, stem = [32, 32, 64] } = options;
  const stages: Stage[] = [
    ...stem.map((outChannels, i) => ({
      name: `stem${i}`,
      layer: convLayer({
        name: `${i}`,
        inChannels: at([3, ...stem], i),
        outChannels,
        kernelSize: 3,
        stride: i === 0 ? 2 : 1,
      }),
    })),
    { name: 'maxpool', layer: maxPooling({ size: 3, stride: 2, padding: 1 }) },
  ];
  let inChannels = stem[2];
  for (const [stage, count] of blocks.entries()) {
    const width = Math.trunc((STAGE_WIDTHS[stage] ?? WIDTH_OF_FURTHER_STAGES) * widen);
    const layers: Layer[] = [];
    for (let i = 0; i < count; i++) {
      const stride = i === 0 && stage > 0 ? 2 : 1;
      layers.push(residualBlock(options, { name: `${stage + 4}.${i}`, inChannels, width, stride }));
      inChannels = width * expansion;
    }
    stages.push({ name: `stage${stage}`, layer: sequential(layers) });
  }
  // fastai numbers its layers; the head comes after the stages, the average pool and the flattening.
  const after = blocks.length + 4;
  stages.push(
    { name: 'avgpool', layer: globalAveragePooling },
    { name: 'dropout', layer: dropout(`${after + 2}`, options.dropout ?? 0) },
    {
      name: 'head',
      layer: dense({ name: `${after + 3}`, inFeatures: inChannels, outFeatures: outputs }),
    },
  );
  return { name, outputs, stages, layer: sequential(stages.map(({ layer }) => layer)) };
}

interface BlockOptions {
  readonly name: string;
  readonly inChannels: number;
  readonly width: number;
  readonly stride: 1 | 2;
}

function residualBlock({ expansion, variant = 'resnet' }: XResNetOptions, block: BlockOptions): Layer {
  const { name, inChannels, width, stride } = block;
  const outChannels = width * expansion;
  const groups = variant.endsWith('resnext') ? CARDINALITY : 1;
  const excites = variant.startsWith('se-');
  const grouped = Math.floor((width * 4) / 64) * CARDINALITY;
  /** The output channels of a bottleneck's first convolution, and of the strided convolution. */
  const [reduced, inner] =
    groups > 1 ? [grouped, grouped] : excites ? [width * 2, outChannels] : [width, width];
  const last = { outChannels, activation: false, gamma: 0 } as const;
  const convolutions =
    expansion === 1
      ? [
          { inChannels, outChannels: inner, kernelSize: 3, stride, groups },
          { inChannels: inner, kernelSize: 3, ...last },
        ]
      : [
          { inChannels, outChannels: reduced, kernelSize: 1 },
          { inChannels: reduced, outChannels: inner, kernelSize: 3, stride, groups },
          { inChannels: inner, kernelSize: 1, ...last },
        ];
  const path = [
    ...convolutions.map((each, i) => convLayer({ name: `${name}.convpath.${i}`, ...each })),
    ...(excites
      ? [squeezeExcite({ name: `${name}.convpath.${convolutions.length}`, channels: outChannels })]
      : []),
  ];
  const pool = stride === 1 ? [] : [averagePooling({ size: 2, stride: 2 })];
  const projection = {
    name: `${name}.idpath.${pool.length}`,
    inChannels,
    outChannels,
    kernelSize: 1,
    activation: false,
  };
  const project = inChannels === outChannels ? [] : [convLayer(projection)];
  return residual(sequential(path), sequential([...pool, ...project]));
}
