import type { Tensor } from '@tensorflow/tfjs-core';
import type { Precision } from '../core/index.ts';
import { batchNormGradient, batchNormTraining } from './batch-norm.ts';
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from './conv2d.ts';
import { Trace } from './graph/trace.ts';
import { inScope } from './in-scope.ts';
import { tf } from './tf.ts';

/** The most milliseconds that are measured, after a first run of each precision. */
const BUDGET_MS = 1000;
const REPEATS = 5;

const CHANNELS = 64;
const convolution = { stride: 1, padding: 1 };

/**
 * Returns how many times as fast bfloat16 is as float32 on this device: a convolution with batch norm and ReLU, forward and
 * backward. Takes about a second, once per process; 0 if the device has no such kernels. Leaves no tensor behind.
 *
 * @param now returns monotonic milliseconds
 */
export function bfloat16Gain(now: () => number): number {
  return (gain ??= inScope(() => measure(now)));
}

let gain: number | undefined;

function measure(now: () => number): number {
  try {
    using wide = workIn('float32');
    using narrow = workIn('bfloat16');
    const timeOf = (work: () => void): number => {
      const started = now();
      work();
      return now() - started;
    };
    // The first run builds the graph.
    for (const each of [wide, narrow]) each.run();
    const [wideTimes, narrowTimes]: [number[], number[]] = [[], []];
    const deadline = now() + BUDGET_MS;
    do {
      wideTimes.push(timeOf(wide.run));
      narrowTimes.push(timeOf(narrow.run));
    } while (narrowTimes.length < REPEATS && now() < deadline);
    const ratio = Math.min(...wideTimes) / Math.min(...narrowTimes);
    // A clock that stands still measures nothing.
    return Number.isFinite(ratio) ? ratio : 1;
  } catch {
    return 0;
  }
}

/** Returns the measured work as a graph; throws if it cannot be one. */
function workIn(precision: Precision): Disposable & { readonly run: () => void } {
  const tensors = [
    tf.randomNormal([16, 32, 32, CHANNELS]),
    tf.randomNormal([3, 3, CHANNELS, CHANNELS], 0, 0.05),
    tf.ones([CHANNELS]),
    tf.zeros([CHANNELS]),
  ] as Tensor[];
  const [x, kernel, ones, zeros] = tensors as [Tensor, Tensor, Tensor, Tensor];
  const { graph, feeds, name } = Trace.record((trace) => {
    const inputs = tensors.map((tensor) => [trace.input(tensor), tensor] as const);
    const gradients = trace.inPrecision(precision, () => {
      const convolved = conv2d(x, kernel, convolution);
      const norm = { gamma: ones, beta: zeros, mean: zeros, variance: ones };
      const options = { epsilon: 1e-5, momentum: 0.1, activates: true };
      const { y, reserve } = batchNormTraining(convolved, norm, options);
      const [dConvolved] = batchNormGradient(y, convolved, norm, reserve, options);
      return [
        conv2dInputGradient(dConvolved, kernel, x.shape, convolution),
        conv2dKernelGradient(x, dConvolved, kernel.shape, convolution),
      ];
    });
    return {
      // Read after each run: on a GPU, a run only begins the work.
      name: trace.nameOf(tf.addN(gradients.map((gradient) => tf.sum(gradient)))),
      graph: trace.graph('bfloat16 gain'),
      feeds: new Map(inputs),
    };
  });
  if (graph === null) throw new Error('the measured work is no graph');
  return {
    run: () => {
      const outputs = graph.computeAll(feeds, [name]);
      for (const output of outputs) output.dataSync();
      tf.dispose(outputs);
    },
    [Symbol.dispose]: () => {
      graph[Symbol.dispose]();
      tf.dispose(tensors);
    },
  };
}
