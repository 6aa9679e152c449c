import {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  maxPoolTraining,
  tf,
} from '../../engine/index.ts';
import type { PoolingSpec } from '../specs/pooling.ts';
import type { LayerPasses } from './layer.ts';

/** Returns the passes of max pooling or average pooling. */
export const pooling = (pool: PoolingSpec): LayerPasses => ({
  infer: (x) => {
    const y = pool.kind === 'maxPooling' ? maxPool(x, pool) : averagePool(x, pool);
    x.dispose();
    return y;
  },
  train: (x) => {
    const { shape } = x;
    if (pool.kind === 'maxPooling') {
      const { y, reserve } = maxPoolTraining(x, pool);
      x.dispose();
      return [
        y,
        (dy, wantsInput) => {
          const dx = wantsInput ? maxPoolGradient(dy, shape, pool, reserve) : null;
          tf.dispose([dy, ...reserve]);
          return dx;
        },
      ];
    }
    const y = averagePool(x, pool);
    x.dispose();
    return [
      y,
      (dy, wantsInput) => {
        const dx = wantsInput ? averagePoolGradient(dy, shape, pool) : null;
        dy.dispose();
        return dx;
      },
    ];
  },
});
