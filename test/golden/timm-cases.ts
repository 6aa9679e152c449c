import type { StateArray, StateDict } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { goldenCases, type GoldenCase } from '../support/golden.ts';

/** The kinds of case in timm.json; each has its own tests. */
export const timmKinds = ['state_dict', 'logits', 'fastai_equal', 'frozen_step'] as const;

/** Returns the cases of a kind, with the number of each and its network as the title. */
export const casesOf = (
  kind: (typeof timmKinds)[number],
): readonly (readonly [title: string, golden: GoldenCase])[] =>
  goldenCases('timm')
    .filter(([, golden]) => golden.kind === kind)
    .map(([title, golden]) => {
      const { arch, timm, head } = golden.inputs;
      return [`${title} ${String(arch ?? timm ?? head)}`, golden] as const;
    });

/** The rule that computes all weights of a network; see the note in timm.json. */
export interface WeightRule {
  readonly modulus: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly gain_conv: number;
  readonly gain_dense: number;
}

/** Returns weights by timm's names that follow the rule, for the names, shapes and order of others. */
export function ruleWeights(others: StateDict, { modulus, a, b, c, ...gains }: WeightRule): StateDict {
  // Each value depends on one of `modulus` numbers only.
  const values = Float64Array.from(
    { length: modulus },
    (_, h) => (2 * ((((h * h) % modulus) * h) % modulus)) / modulus - 1,
  );
  const weights = [...others].map(([name, { shape }], k): readonly [string, StateArray] => {
    const [scale, shift] = scaleAndShift(name, shape, gains);
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    let h = (b * k + c) % modulus;
    for (let i = 0; i < data.length; i++) {
      data[i] = shift + scale * values[h]!;
      h = (h + a) % modulus;
    }
    return [name, { shape, data }];
  });
  return new Map(weights);
}

function scaleAndShift(
  name: string,
  shape: readonly number[],
  { gain_conv, gain_dense }: Pick<WeightRule, 'gain_conv' | 'gain_dense'>,
): readonly [scale: number, shift: number] {
  const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
  if (shape.length === 4) return [Math.sqrt(gain_conv / fanIn), 0];
  if (shape.length === 2) return [Math.sqrt(gain_dense / fanIn), 0];
  if (name.endsWith('.running_var')) return [0.3, 1.3];
  return [0.1, name.endsWith('.weight') ? 1 : 0];
}

/** The images of a case, which a rule computes, and their normalization. */
export interface RuleImages {
  readonly images: {
    readonly height: number;
    readonly width: number;
    readonly p_q: readonly (readonly [p: number, q: number])[];
  };
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Returns the values 0..255 of each image. */
export const rulePixels = ({ images: { height, width, p_q } }: RuleImages): readonly Uint8Array[] =>
  p_q.map(([p, q]) => Uint8Array.from({ length: height * width * 3 }, (_, i) => (p * i + q) % 256));

/** Returns the normalized images, owned by the caller. */
export function ruleImages(given: RuleImages): Tensor4D {
  const { images, mean, std } = given;
  const normalized = rulePixels(given).flatMap((pixels) =>
    Array.from(pixels, (value, i) => (value / 255 - mean[i % 3]!) / std[i % 3]!),
  );
  return tf.tensor4d(normalized, [images.p_q.length, images.height, images.width, 3]);
}
