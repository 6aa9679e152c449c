import {
  architectureNamed,
  architectureOfTimm,
  multiplyAdds,
  parameterCount,
  summaryOf,
  type HeadOptions,
  type NetworkSummary,
  type Size,
} from '../src/index.ts';

/** A network, and the size of its images. */
export interface SummaryRequest {
  /** The name of an architecture, or timm's name for it. */
  readonly arch: string;
  readonly outputs: number;
  readonly size: Size;
  readonly head?: HeadOptions | undefined;
}

/**
 * Returns the layers of a network. No TensorFlow is loaded.
 *
 * Throws BadData for an unknown architecture.
 *
 * @category Building blocks
 */
export function networkSummary({ arch, outputs, size, head }: SummaryRequest): NetworkSummary {
  const network = architectureNamed(architectureOfTimm(arch) ?? arch)({ outputs, head });
  return {
    name: network.name,
    layers: summaryOf(network, size),
    parameters: parameterCount(network),
    multiplyAdds: multiplyAdds(network, size),
  };
}
