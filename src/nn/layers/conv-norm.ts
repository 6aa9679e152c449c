import {
  conv2d,
  conv2dBias,
  conv2dInputGradient,
  conv2dKernelGradient,
  foldBatchNorm,
  tf,
  type FoldedKernel,
} from '../../engine/index.ts';
import { BATCH_NORM } from '../specs/batch-norm.ts';
import { kernelShapeOf, paddingOf, type ConvSpec } from '../specs/conv.ts';
import { batchNormInputs, trainBatchNorm } from './batch-norm.ts';
import { passInLayer, valuesInLayer } from './in-layer.ts';
import type { InferenceValues, Layer } from './layer.ts';

/** A name of a parameter in one of the two layers. */
type NameOf = (parameter?: string) => string;

/**
 * Returns a convolution, batch norm, and ReLU if `activates`, as one layer: in evaluation mode batch norm is part of the
 * kernel.
 *
 * @param conv the name of a parameter of the convolution
 * @param norm the name of a parameter of batch norm
 */
export function convNorm(spec: ConvSpec, conv: NameOf, norm: NameOf, activates: boolean): Layer {
  const { stride } = spec;
  const convolution = { stride, padding: paddingOf(spec) };
  const kernelShape = kernelShapeOf(spec);
  const kernel = conv('weight');
  const foldedKernel = (values: InferenceValues): FoldedKernel =>
    values.once(conv(), () =>
      foldBatchNorm(values.value(kernel), batchNormInputs(valuesInLayer(values, norm)), BATCH_NORM.epsilon),
    );

  return {
    infer: (x, values) => {
      const [folded, bias] = foldedKernel(values);
      const y = conv2dBias(x, folded, bias, { ...convolution, activation: activates });
      x.dispose();
      return y;
    },

    ...(activates
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
      const convolved = conv2d(x, pass.value(kernel), convolution);
      const [y, pullback] = trainBatchNorm(convolved, passInLayer(pass, norm), activates);
      return [
        y,
        (dy, wantsInput) => {
          const dConvolved = pullback(dy);
          if (pass.wants(kernel))
            pass.addGradient(kernel, conv2dKernelGradient(x, dConvolved, kernelShape, convolution));
          const dx = wantsInput
            ? conv2dInputGradient(dConvolved, pass.value(kernel), x.shape, convolution)
            : null;
          tf.dispose([x, dConvolved]);
          return dx;
        },
      ];
    },
  };
}
