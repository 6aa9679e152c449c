import {
  batchNormGradient,
  batchNormTraining,
  conv2d,
  conv2dBias,
  conv2dInputGradient,
  conv2dKernelGradient,
  foldBatchNorm,
  relu,
  reluGradient,
  tf,
  type BatchNormInputs,
  type FoldedKernel,
} from '../../engine/index.ts';
import type { InferenceValues, Layer, Values } from './layer.ts';

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
  const [kernel, gamma, beta] = [`${name}.0.weight`, `${name}.1.weight`, `${name}.1.bias`];
  const [mean, variance] = [`${name}.1.running_mean`, `${name}.1.running_var`];
  const batchNorm = ({ value }: Values): BatchNormInputs => ({
    gamma: value(gamma),
    beta: value(beta),
    mean: value(mean),
    variance: value(variance),
  });
  const foldedKernel = (values: InferenceValues): FoldedKernel =>
    values.once(name, () => foldBatchNorm(values.value(kernel), batchNorm(values), BATCH_NORM.epsilon));
  const perChannel = (value: number) =>
    ({ shape: [outChannels], initial: { kind: 'constant', value } }) as const;
  const deviation = Math.sqrt(2 / ((inChannels / groups) * kernelSize ** 2));

  return {
    parameters: [
      { name: kernel, shape: kernelShape, initial: { kind: 'normal', deviation }, role: 'weight' },
      { name: gamma, ...perChannel(options.gamma ?? 1), role: 'batch-norm' },
      { name: beta, ...perChannel(0), role: 'batch-norm' },
    ],
    buffers: [
      { name: mean, ...perChannel(0) },
      { name: variance, ...perChannel(1) },
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
      const normalized = batchNormTraining(convolved, batchNorm(pass), BATCH_NORM);
      pass.updateBuffer(mean, normalized.mean);
      pass.updateBuffer(variance, normalized.variance);
      const activated = activation ? relu(normalized.y) : normalized.y;
      // The gradient of ReLU needs only its output, which the next layer keeps anyway, so both share the memory.
      const kept = activation ? activated.clone() : null;
      if (activation) normalized.y.dispose();
      return [
        activated,
        (dy, wantsInput) => {
          const dNormalized = kept === null ? dy : reluGradient(dy, kept);
          if (kept !== null) tf.dispose([dy, kept]);
          const [dConvolved, dGamma, dBeta] = batchNormGradient(
            dNormalized,
            convolved,
            pass.value(gamma),
            normalized.reserve,
            BATCH_NORM.epsilon,
          );
          tf.dispose([dNormalized, convolved, ...normalized.reserve]);
          pass.addGradient(gamma, dGamma);
          pass.addGradient(beta, dBeta);
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
