import { elementCount } from '../../core/index.ts';
import type { LayerSpec } from './layer-spec.ts';
import { paddingOf } from './conv.ts';
import type { Path } from './path.ts';

/** The shape of an input or output of a layer, without the batch axis: `[H, W, C]` or `[features]`. */
export type Shape = readonly number[];

/** A single layer at its place in a network, with the shape of its output and its multiply-adds for one image. */
export interface LayerCost {
  readonly path: Path;
  readonly spec: LayerSpec;
  readonly outputShape: Shape;
  readonly multiplyAdds: number;
}

/** Returns the cost of each single layer of a layer, in order, and the shape of the output. */
export function costsOf(
  spec: LayerSpec,
  path: Path,
  inputShape: Shape,
): { readonly outputShape: Shape; readonly costs: readonly LayerCost[] } {
  switch (spec.kind) {
    case 'sequential': {
      let outputShape = inputShape;
      const costs = spec.layers.flatMap((layer, i) => {
        const inner = costsOf(layer, [...path, i], outputShape);
        outputShape = inner.outputShape;
        return inner.costs;
      });
      return { outputShape, costs };
    }
    case 'residual': {
      const onPath = costsOf(spec.path, [...path, 'path'], inputShape);
      const onShortcut = costsOf(spec.shortcut, [...path, 'shortcut'], inputShape);
      return { outputShape: onPath.outputShape, costs: [...onPath.costs, ...onShortcut.costs] };
    }
    default: {
      const outputShape = outputShapeOf(spec, inputShape);
      const multiplyAdds = multiplyAddsOf(spec, inputShape, outputShape);
      return { outputShape, costs: [{ path, spec, outputShape, multiplyAdds }] };
    }
  }
}

/** Returns how often a window fits into a side, after `padding` on both ends. */
const positions = (side: number, size: number, stride: number, padding: number): number =>
  Math.floor((side + 2 * padding - size) / stride) + 1;

/** Returns the shape of the output of a single layer. */
export function outputShapeOf(spec: LayerSpec, inputShape: Shape): Shape {
  const [height = 1, width = 1, channels = 1] = inputShape;
  const moved = (size: number, stride: number, padding: number, out: number): Shape => [
    positions(height, size, stride, padding),
    positions(width, size, stride, padding),
    out,
  ];
  switch (spec.kind) {
    case 'conv':
      return moved(spec.kernelSize, spec.stride, paddingOf(spec), spec.outChannels);
    case 'maxPooling':
      return moved(spec.size, spec.stride, spec.padding, channels);
    case 'averagePooling':
      // Partial windows at the right and bottom count.
      return [Math.ceil(height / spec.stride), Math.ceil(width / spec.stride), channels];
    case 'globalPooling':
      return [spec.of === 'concat' ? 2 * channels : channels];
    case 'flatten':
      return [elementCount(inputShape)];
    case 'dense':
      return [spec.outFeatures];
    case 'custom':
      return spec.outputShape(inputShape);
    default:
      return inputShape;
  }
}

/** Counts matrix products only, as is usual: elementwise operations are less than 1 % of the total. */
function multiplyAddsOf(spec: LayerSpec, inputShape: Shape, outputShape: Shape): number {
  switch (spec.kind) {
    case 'conv':
      return ((spec.kernelSize ** 2 * spec.inChannels) / spec.groups) * elementCount(outputShape);
    case 'dense':
      return spec.inFeatures * spec.outFeatures;
    case 'squeezeExcite':
      return 2 * spec.channels * spec.hiddenChannels;
    case 'selfAttention':
      // Three products: with the kernel, of the pixels with themselves, and of the two results.
      return 3 * elementCount(inputShape) * spec.channels;
    default:
      return 0;
  }
}
