import { range, type HeatMap } from '../core/index.ts';
import type { Tensor3D } from '../engine/index.ts';

/** Returns maps `[N, h, w]`, borrowed, as plain numbers. */
export function heatMapsOf(maps: Tensor3D): readonly HeatMap[] {
  const [count, height, width] = maps.shape;
  const values = maps.dataSync<'float32'>();
  return range(count).map((i) => ({
    height,
    width,
    values: [...values.subarray(i * height * width, (i + 1) * height * width)],
  }));
}
