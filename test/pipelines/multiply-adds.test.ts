import { expect, test } from 'vitest';
import { multiplyAdds } from '../../pipelines/multiply-adds.ts';
import { xresnet18, xresnet50, type Network } from '../../src/index.ts';

/** A network with one 3×3 convolution of 2 to 4 channels in each of two parts. */
const made = (...names: readonly string[]): Pick<Network, 'stages'> => {
  const parameters = [
    { shape: [3, 3, 2, 4], name: 'weight' },
    { shape: [4], name: 'bias' },
  ];
  return { stages: names.map((name) => ({ name, layer: { parameters } as never })) };
};

test('each weight is used once per pixel of the output: half of the side after the stem, an eighth in stage 1', () => {
  expect(multiplyAdds(made('stem0'), 32)).toBe(72 * 16 * 16);
  expect(multiplyAdds(made('stem0', 'stage1'), 32)).toBe(72 * 16 * 16 + 72 * 4 * 4);
  expect(multiplyAdds(made('head'), 32)).toBe(0);
});

test('twice the side needs four times as many; xresnet50 at 224 px needs about 4.1 billion', () => {
  const network = xresnet18({ outputs: 10 });
  expect(multiplyAdds(network, 128) / multiplyAdds(network, 64)).toBeCloseTo(4);
  expect(multiplyAdds(xresnet50({ outputs: 10 }), 224) / 1e9).toBeCloseTo(4.1, 1);
});
