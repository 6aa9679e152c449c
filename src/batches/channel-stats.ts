import type { ChannelStats } from '../core/index.ts';

/** fastai's imagenet_stats. */
export const imagenetStats: ChannelStats = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** fastai's cifar_stats. */
export const cifarStats: ChannelStats = { mean: [0.491, 0.482, 0.447], std: [0.247, 0.243, 0.261] };
/** fastai's mnist_stats, of one channel. */
export const mnistStats: ChannelStats = { mean: [0.131], std: [0.308] };
