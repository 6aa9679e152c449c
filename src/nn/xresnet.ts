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
  /** Blocks that are plain (`resnet`, the default), with squeeze-excite, with 32 groups, or both. */
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
  const widths = blocks.map((_, i) => Math.trunc((STAGE_WIDTHS[i] ?? WIDTH_OF_FURTHER_STAGES) * widen));
  const stemChannels = [3, ...stem];
  const stages: Stage[] = [
    ...stem.map((outChannels, i) => ({
      name: `stem${i}`,
      layer: convLayer({
        name: `${i}`,
        inChannels: stemChannels[i] ?? 3,
        outChannels,
        kernelSize: 3,
        stride: i === 0 ? 2 : 1,
      }),
    })),
    { name: 'maxpool', layer: maxPooling({ size: 3, stride: 2, padding: 1 }) },
  ];
  let inChannels = stem[2];
  blocks.forEach((count, stage) => {
    const width = widths[stage] ?? 0;
    const layers = Array.from({ length: count }, (_, i) => {
      const block = residualBlock(options, {
        name: `${stage + 4}.${i}`,
        inChannels,
        width,
        stride: i === 0 && stage > 0 ? 2 : 1,
      });
      inChannels = width * expansion;
      return block;
    });
    stages.push({ name: `stage${stage}`, layer: sequential(layers) });
  });
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
  const grouped = variant === 'resnext' || variant === 'se-resnext';
  const excited = variant === 'se-resnet' || variant === 'se-resnext';
  const groups = grouped ? CARDINALITY : 1;
  const inner = grouped ? Math.floor((width * 4) / 64) * CARDINALITY : excited ? width * expansion : width;
  const reduced = variant === 'se-resnet' ? width * 2 : inner;
  const path = (i: number): string => `${name}.convpath.${i}`;
  const convolutions =
    expansion === 1
      ? [
          convLayer({ name: path(0), inChannels, outChannels: inner, kernelSize: 3, stride, groups }),
          convLayer({
            name: path(1),
            inChannels: inner,
            outChannels,
            kernelSize: 3,
            activation: false,
            gamma: 0,
          }),
        ]
      : [
          convLayer({ name: path(0), inChannels, outChannels: reduced, kernelSize: 1 }),
          convLayer({
            name: path(1),
            inChannels: reduced,
            outChannels: inner,
            kernelSize: 3,
            stride,
            groups,
          }),
          convLayer({
            name: path(2),
            inChannels: inner,
            outChannels,
            kernelSize: 1,
            activation: false,
            gamma: 0,
          }),
        ];
  const pool = stride === 1 ? [] : [averagePooling({ size: 2, stride: 2 })];
  const project =
    inChannels === outChannels
      ? []
      : [
          convLayer({
            name: `${name}.idpath.${pool.length}`,
            inChannels,
            outChannels,
            kernelSize: 1,
            activation: false,
          }),
        ];
  const excite = excited ? [squeezeExcite({ name: path(convolutions.length), channels: outChannels })] : [];
  return residual(sequential([...convolutions, ...excite]), sequential([...pool, ...project]));
}
