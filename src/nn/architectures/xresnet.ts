import type { Network } from '../network.ts';
import type { ActivationName } from '../specs/index.ts';
import { residualNetwork, type ResidualNetworkOptions } from './residual-network.ts';

/** Options of {@link xresnet}. */
export interface XResNetOptions extends ResidualNetworkOptions {
  /** Channels of the three stem convolutions; [32, 32, 64] by default. */
  readonly stem?: readonly [number, number, number];
  /** The kind of block: plain (`resnet`, the default), with squeeze-excite, with 32 groups, or with both. */
  readonly variant?: 'resnet' | 'se-resnet' | 'resnext' | 'se-resnext';
  /** The activation everywhere: fastai's act_cls; `relu` by default. */
  readonly activation?: ActivationName;
  /** Whether the last block of one stage, the fourth from the end, has self-attention: fastai's sa; false by default. */
  readonly selfAttention?: boolean;
}

const CARDINALITY = 32;
/** fastai puts self-attention into the stage before the last three. */
const AFTER_ATTENTION = 4;

/**
 * Returns an XResNet (He et al., "Bag of Tricks", 2019): fastai's XResNet. Maps `[N, H, W, 3]` to `[N, outputs]`.
 *
 * A residual network with a stem of three convolutions, strides in the 3×3 convolutions, and average pooling in the
 * shortcuts. Parameters have fastai's names, so weights can be compared one by one. xresnet18, 34, 50, 101 and 152 are
 * timm's resnet18d to resnet152d.
 *
 * @category Architectures and models
 */
export const xresnet = ({
  stem = [32, 32, 64],
  variant = 'resnet',
  activation = 'relu',
  selfAttention = false,
  ...options
}: XResNetOptions): Network =>
  residualNetwork(options, {
    stem: stem.map((channels) => [channels, 3]),
    shortcut: 'pool',
    activation,
    excites: variant.startsWith('se-'),
    groups: variant.endsWith('resnext') ? CARDINALITY : 1,
    ...(selfAttention ? { attentionStage: options.blocks.length - AFTER_ATTENTION } : {}),
  });
