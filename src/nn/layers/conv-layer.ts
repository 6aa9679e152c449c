import {
  conv2d,
  conv2dBias,
  conv2dInputGradient,
  conv2dKernelGradient,
  foldBatchNorm,
  relu,
  reluGradient,
  tf,
  type FoldedKernel,
} from '../../engine/index.ts';
import type { InferenceValues, Layer } from './layer.ts';
import { batchNormInputs, batchNormNames, trainBatchNorm } from './train-batch-norm.ts';

/** PyTorch's defaults: the epsilon added to the variance, and the weight of a batch in the running mean and variance. */
const BATCH_NORM = { epsilon: 1e-5, momentum: 0.1 } as const;

/** Options of {@link convLayer}. */
export interface ConvLayerOptions {
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Height and width of the kernel. Zero padding keeps the size at stride 1. */
  readonly kernelSize: number;
  /** 1 by default. */
  readonly stride?: number;
  /** Convolves channels in this many separate groups (Xie et al., 2017); 1 by default. */
  readonly groups?: number;
  /** Whether ReLU follows; true by default. */
  readonly activation?: boolean;
  /** The initial value of gamma, 1 by default: 0 for the last batch norm of a residual block (Goyal et al., 2017). */
  readonly gamma?: 0 | 1;
}

/**
 * Returns a convolution without bias, then batch norm, then ReLU: fastai's ConvLayer. Maps `[N, H, W, inChannels]` to
 * `[N, ⌈H/stride⌉, ⌈W/stride⌉, outChannels]`.
 *
 * @category Layers
 */
export function convLayer(options: ConvLayerOptions): Layer {
  const { name, inChannels, outChannels, kernelSize, stride = 1, groups = 1, activation = true } = options;
  const kernelShape = [kernelSize, kernelSize, inChannels / groups, outChannels];
  const convolution = { stride, padding: (kernelSize - 1) / 2 };
  const kernel = `${name}.0.weight`;
  const names = batchNormNames(`${name}.1`);
  const foldedKernel = (values: InferenceValues): FoldedKernel =>
    values.once(name, () =>
      foldBatchNorm(values.value(kernel), batchNormInputs(names, values), BATCH_NORM.epsilon),
    );
  const perChannel = (value: number) =>
    ({ shape: [outChannels], initial: { kind: 'constant', value } }) as const;
  const deviation = Math.sqrt(2 / ((inChannels / groups) * kernelSize ** 2));

  return {
    parameters: [
      { name: kernel, shape: kernelShape, initial: { kind: 'normal', deviation }, role: 'weight' },
      { name: names.gamma, ...perChannel(options.gamma ?? 1), role: 'batch-norm' },
      { name: names.beta, ...perChannel(0), role: 'batch-norm' },
    ],
    buffers: [
      { name: names.mean, ...perChannel(0) },
      { name: names.variance, ...perChannel(1) },
    ],

    infer: (x, values) => {
      const [folded, bias] = foldedKernel(values);
      const y = conv2dBias(x, folded, bias, { ...convolution, activation });
      x.dispose();
      return y;
    },

    ...(activation
      ? {}
      : {
          inferResidual: (x, addend, values) => {
            const [folded, bias] = foldedKernel(values);
            const y = conv2dBias(x, folded, bias, { ...convolution, activation: true }, addend);
            tf.dispose([x, addend]);
            return y;
          },
        }),

    train: (x, pass) => {
      const convolved = conv2d(x, pass.value(kernel), convolution, pass.engine);
      const [normalized, normalizePullback] = trainBatchNorm(convolved, pass, names, BATCH_NORM);
      const activated = activation ? relu(normalized) : normalized;
      // The gradient of ReLU needs only its output, which the next layer keeps anyway, so both share the memory.
      const kept = activation ? activated.clone() : null;
      if (activation) normalized.dispose();
      return [
        activated,
        (dy, wantsInput) => {
          const dNormalized = kept === null ? dy : reluGradient(dy, kept);
          if (kept !== null) tf.dispose([dy, kept]);
          const dConvolved = normalizePullback(dNormalized);
          if (pass.wants(kernel))
            pass.addGradient(
              kernel,
              conv2dKernelGradient(x, dConvolved, kernelShape, convolution, pass.engine),
            );
          const dx = wantsInput
            ? conv2dInputGradient(dConvolved, pass.value(kernel), x.shape, convolution, pass.engine)
            : null;
          tf.dispose([x, dConvolved]);
          return dx;
        },
      ];
    },
  };
}
