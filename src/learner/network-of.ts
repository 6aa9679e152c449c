import { MillraceError } from '../core/index.ts';
import type { Architecture, Network } from '../nn/index.ts';

/**
 * The network of an architecture for some classes.
 *
 * @param outputs by default one a class; errors with BadOption if there are fewer
 */
export function networkOf(
  architecture: Architecture,
  outputs: number | undefined,
  vocab: readonly string[],
): Network {
  if (outputs !== undefined && outputs < vocab.length)
    throw new MillraceError({
      _tag: 'BadOption',
      where: 'outputs (--n-out)',
      expected: `at least ${vocab.length}, one for each class`,
      received: String(outputs),
      advice: 'Leave it out, and there are as many as classes.',
    });
  return architecture({ outputs: outputs ?? vocab.length });
}
