import { engineInfo } from '../engine-info.ts';
import { KernelTimes } from '../kernel-times.ts';

/**
 * Returns whether ops should run as graphs: not on a GPU, as the inputs and outputs of a graph are in CPU memory, and not
 * while kernels are measured, as a graph counts as one kernel.
 */
export const prefersGraphs = (): boolean => engineInfo().device === 'cpu' && !KernelTimes.measuring;
