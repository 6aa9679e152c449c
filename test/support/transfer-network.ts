import { convLayer, dense, dropout, globalPooling, network, type Architecture } from '../../src/nn/index.ts';

/** A convolution, and a head that draws random numbers. */
export const transfer: Architecture = ({ outputs }) =>
  network({
    name: 'transfer',
    outputs,
    body: [['conv', convLayer({ inChannels: 3, outChannels: 6, kernelSize: 3, stride: 2 })]],
    head: [
      ['pool', globalPooling()],
      ['drop', dropout(0.5)],
      ['dense', dense({ inFeatures: 6, outFeatures: outputs })],
    ],
  });
