import type { Network } from '../network.ts';
import type { Path } from '../specs/index.ts';
import { layersIn } from '../specs/layers-in.ts';
import { ownParameters } from '../specs/parameters-of.ts';
import type { Shape } from '../specs/shapes.ts';

/** A parameter or buffer at its place in a network. */
export interface PlacedWeight {
  /** The place of its layer. */
  readonly path: Path;
  /** Its name in the layer. */
  readonly parameter: string;
  /** Convolution kernels are HWIO, dense weights [in, out]. */
  readonly shape: Shape;
  /** Whether its layer belongs to the head. */
  readonly isHead: boolean;
}

/** Returns the parameters and buffers of a network in the order of PyTorch's state dicts: layer by layer. */
export const weightsOf = ({ stages }: Network): readonly PlacedWeight[] =>
  stages.flatMap(({ spec, path, isHead }) =>
    layersIn(spec, path).flatMap((layer) => {
      const { parameters, buffers } = ownParameters(layer.spec);
      return [...parameters, ...buffers].map(({ name, shape }): PlacedWeight => ({
        path: layer.path,
        parameter: name,
        shape,
        isHead,
      }));
    }),
  );
