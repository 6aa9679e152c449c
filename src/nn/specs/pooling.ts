import type { MaxPool, Window } from '../../engine/index.ts';

/** See {@link maxPooling} and {@link averagePooling}. */
export type PoolingSpec =
  (MaxPool & { readonly kind: 'maxPooling' }) | (Window & { readonly kind: 'averagePooling' });

/** See {@link globalPooling}. */
export interface GlobalPoolingSpec {
  readonly kind: 'globalPooling';
  readonly of: 'average' | 'max' | 'concat';
}

/**
 * Returns a layer that takes the maximum of each window: PyTorch's MaxPool2d. Maps `[N, H, W, C]` to `[N, H', W', C]`.
 *
 * @category Layers
 */
export const maxPooling = (pool: MaxPool): PoolingSpec => ({ kind: 'maxPooling', ...pool });

/**
 * Returns a layer that takes the mean of each window, with partial windows at the right and bottom: PyTorch's AvgPool2d
 * with ceil_mode. Maps `[N, H, W, C]` to `[N, ⌈H/stride⌉, ⌈W/stride⌉, C]`.
 *
 * @category Layers
 */
export const averagePooling = (pool: Window): PoolingSpec => ({ kind: 'averagePooling', ...pool });

/**
 * Returns a layer that takes the mean or the maximum over all pixels: maps `[N, H, W, C]` to `[N, C]`; with `concat`, to
 * `[N, 2C]`, first the maxima (fastai's AdaptiveConcatPool2d).
 *
 * @category Layers
 */
export const globalPooling = (of: GlobalPoolingSpec['of'] = 'average'): GlobalPoolingSpec => ({
  kind: 'globalPooling',
  of,
});
