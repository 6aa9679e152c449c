import { dense, globalPooling, network, type Architecture } from '../../src/nn/index.ts';

/** A tiny network without batch norm: the mean colour times a matrix. Its parameters are `1.weight` and `1.bias`. */
export const meanColour: Architecture = ({ outputs }) =>
  network({
    name: 'mean-colour',
    outputs,
    body: [['avgpool', globalPooling()]],
    head: [['head', dense({ inFeatures: 3, outFeatures: outputs })]],
  });
