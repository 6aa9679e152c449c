import type { StateDict } from '../../src/core/index.ts';
import { toTimm, type Network } from '../../src/nn/index.ts';
import { ruleWeights } from '../golden/timm-cases.ts';
import { typedFile } from '../io/models/typed-file.ts';
import { zerosOf } from './made-weights.ts';

/** Values that look random; other seeds give other ones. */
const rule = (seed: number) =>
  ({ modulus: 9973, a: 17, b: 101, c: 1 + seed, gain_conv: 6, gain_dense: 3 }) as const;

/** Returns weights of a network by timm's names, in the range of trained ones. */
export const timmWeights = (network: Network, seed = 0): StateDict =>
  ruleWeights(toTimm(network, zerosOf(network)), rule(seed));

/** Returns a safetensors file of weights. */
export const weightsFile = (weights: StateDict): Buffer =>
  typedFile(
    [...weights].map(([name, { shape, data }]) => ({
      ...{ name, dtype: 'F32', shape },
      bytes: new Uint8Array(data.buffer),
    })),
  );
