import { conv2d, conv2dInputGradient, conv2dKernelGradient, tf } from '../../engine/index.ts';
import { kernelShapeOf, paddingOf, type ConvSpec } from '../specs/conv.ts';
import type { LayerPasses } from './layer.ts';

/** Returns the passes of a convolution by itself: {@link convNorm} computes one that batch norm follows. */
export function conv(spec: ConvSpec): LayerPasses {
  const convolution = { stride: spec.stride, padding: paddingOf(spec) };
  return {
    infer: (x, { value }) => {
      const y = conv2d(x, value('weight'), convolution);
      x.dispose();
      return y;
    },
    train: (x, pass) => [
      conv2d(x, pass.value('weight'), convolution),
      (dy, wantsInput) => {
        if (pass.wants('weight'))
          pass.addGradient('weight', conv2dKernelGradient(x, dy, kernelShapeOf(spec), convolution));
        const dx = wantsInput ? conv2dInputGradient(dy, pass.value('weight'), x.shape, convolution) : null;
        tf.dispose([x, dy]);
        return dx;
      },
    ],
  };
}
