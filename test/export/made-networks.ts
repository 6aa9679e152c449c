import { xresnet, type Architecture, type XResNetOptions } from '../../src/nn/index.ts';

/** Returns an architecture like xresnet18, but tiny. */
export const tinyXresnet =
  (options: Partial<XResNetOptions> = {}): Architecture =>
  ({ outputs, head }) =>
    xresnet({
      name: 'tiny',
      outputs,
      head,
      blocks: [1, 1],
      expansion: 1,
      widen: 0.125,
      stem: [4, 4, 8],
      ...options,
    });
