import { badOption, MillraceError } from '../core/index.ts';
import type { Architecture, HeadOptions, Network } from '../nn/index.ts';

/**
 * Returns the network of an architecture for the given classes. Throws BadOption if there are fewer outputs than classes.
 *
 * @param outputs undefined for one per class
 * @param head by default that of the architecture
 * @category Architectures and models
 */
export function networkOf(
  architecture: Architecture,
  outputs: number | undefined,
  vocab: readonly string[],
  head?: HeadOptions,
): Network {
  if (outputs !== undefined && outputs < vocab.length)
    throw new MillraceError(
      badOption(
        'outputs (--n-out)',
        `at least ${vocab.length}, one per class`,
        String(outputs),
        'Omit it to get one output per class.',
      ),
    );
  return architecture({ outputs: outputs ?? vocab.length, head });
}
