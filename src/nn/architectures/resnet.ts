import type { Network } from '../network.ts';
import { residualNetwork, type ResidualNetworkOptions } from './residual-network.ts';

/**
 * Returns a ResNet (He et al., 2016), as torchvision and timm have it: a stem of one 7×7 convolution, and strides in the
 * 3×3 convolutions of bottlenecks and in the shortcuts. Maps `[N, H, W, 3]` to `[N, outputs]`.
 *
 * Random weights are drawn as fastai does, not as torchvision.
 *
 * @category Architectures and models
 */
export const resnet = (options: ResidualNetworkOptions): Network =>
  residualNetwork(options, { stem: [[64, 7]], shortcut: 'stride' });
