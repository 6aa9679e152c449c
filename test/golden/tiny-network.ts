import type { StateArray } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { modelWith, xresnet, type Model } from '../../src/nn/index.ts';

/** A tiny network of the reference, with all of its weights, and the images that it is given. */
export interface TinyInputs {
  readonly expansion: 1 | 4;
  readonly layers: number[];
  readonly n_out: number;
  readonly stem_szs: [number, number, number];
  readonly widen: number;
  /** `own` by default. */
  readonly head?: 'own' | 'concat';
  readonly x_u8: { readonly shape: number[]; readonly data: number[] };
  readonly weights: readonly (readonly [string, { readonly shape: number[]; readonly data: number[] }])[];
  readonly running: readonly (readonly [string, number[]])[];
}

/** Returns the network of a case with its weights, owned by the caller. */
export function tinyModel({
  expansion,
  layers,
  n_out: outputs,
  stem_szs: stem,
  widen,
  head = 'own',
  weights,
  running,
}: TinyInputs): Model {
  const hidden = new Map(weights).get('1.3.weight')?.shape[1];
  const concat = { kind: 'fastai', dropout: 0, hidden } as const;
  const network = xresnet({
    ...{ name: 'tiny', outputs, blocks: layers, expansion, stem, widen },
    head: head === 'own' ? {} : concat,
  });
  const arrays: readonly (readonly [string, StateArray])[] = [
    ...weights.map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }] as const),
    ...running.map(
      ([name, values]) => [name, { shape: [values.length], data: Float32Array.from(values) }] as const,
    ),
  ];
  return modelWith(network, new Map(arrays));
}

/** Returns the images as the network is given them, owned by the caller. */
export const tinyImages = ({ x_u8: { data, shape } }: TinyInputs): Tensor4D =>
  tf.tidy(() => tf.div<Tensor4D>(tf.sub(tf.tensor(data, shape), 128), 64));
