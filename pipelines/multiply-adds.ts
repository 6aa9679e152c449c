import type { Network } from '../src/index.ts';

/** The stride of each part of a network: how many pixels of the input a side of its output stands for. */
const strideOf = (stage: string): number => {
  const [, number] = /^stage(\d+)$/.exec(stage) ?? [];
  if (number !== undefined) return 4 * 2 ** Number(number);
  return stage.startsWith('stem') ? 2 : Infinity;
};

/**
 * Returns the multiply-adds of a forward pass of an xresnet on one image: what a training step costs, up to a factor.
 *
 * Each weight of a convolution is used once per pixel of its output. Counts convolutions only; the other layers are less than
 * 1 % of the result.
 *
 * @param size the height and width of the input, in pixels
 */
export const multiplyAdds = ({ stages }: Pick<Network, 'stages'>, size: number): number =>
  stages.reduce((sum, { name, layer }) => {
    const weights = layer.parameters
      .filter(({ shape }) => shape.length === 4)
      .reduce((all, { shape }) => all + shape.reduce((a, b) => a * b, 1), 0);
    return sum + weights * Math.ceil(size / strideOf(name)) ** 2;
  }, 0);
