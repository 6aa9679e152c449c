import { engineInfo } from '../engine-info.ts';
import { KernelTimes } from '../kernel-times.ts';

/**
 * Whether ops should run together where they can. Not on a GPU: a graph takes its inputs from the processor's memory,
 * and puts its outputs there. Not while kernels are measured: they would be one.
 */
export const prefersGraphs = (): boolean => engineInfo().device === 'cpu' && !KernelTimes.measuring;
