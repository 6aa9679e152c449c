import { elementCount, sizeOf, type LayerSummary, type Size } from '../core/index.ts';
import { fastaiNames } from './names/fastai-names.ts';
import type { Network } from './network.ts';
import { ownParameters } from './specs/parameters-of.ts';
import { costsOf, type LayerCost, type Shape } from './specs/shapes.ts';

/**
 * Returns the layers of a network for images of a size, in order, with their shapes, parameters and multiply-adds. Nothing
 * is computed: a network is data.
 *
 * @category Architectures and models
 */
export function summaryOf({ stages }: Network, size: Size): readonly LayerSummary[] {
  const { height, width } = sizeOf(size);
  let shape: Shape = [height, width, 3];
  return stages.flatMap(({ name: stage, spec, path }) => {
    const { outputShape, costs } = costsOf(spec, path, shape);
    shape = outputShape;
    return costs.map((cost) => ({ stage, ...summarized(cost) }));
  });
}

const summarized = ({ path, spec, outputShape, multiplyAdds }: LayerCost): Omit<LayerSummary, 'stage'> => ({
  name: fastaiNames(path),
  kind: spec.kind,
  outputShape,
  parameters: ownParameters(spec).parameters.reduce((sum, each) => sum + elementCount(each.shape), 0),
  multiplyAdds,
});

/**
 * Returns the multiply-adds of a forward pass on one image. The cost of a training step is proportional to them.
 *
 * @category Architectures and models
 */
export const multiplyAdds = (network: Network, size: Size): number =>
  summaryOf(network, size).reduce((sum, layer) => sum + layer.multiplyAdds, 0);
