import type { ChannelStats } from '../core/index.ts';

/**
 * ImageNet's channel statistics: fastai's imagenet_stats.
 *
 * @category Normalization
 */
export const imagenetStats: ChannelStats = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/**
 * CIFAR's channel statistics: fastai's cifar_stats.
 *
 * @category Normalization
 */
export const cifarStats: ChannelStats = { mean: [0.491, 0.482, 0.447], std: [0.247, 0.243, 0.261] };
/**
 * MNIST's statistics of its single channel: fastai's mnist_stats.
 *
 * @category Normalization
 */
export const mnistStats: ChannelStats = { mean: [0.131], std: [0.308] };
