import { at } from '../../core/index.ts';
import type { OneClassTargets } from '../scores/targets-of.ts';

/** The loss of an image is scale · cross-entropy with its probabilities. */
export interface SoftTargets {
  /** [N, C] in row-major order; each row sums to 1. */
  readonly probabilities: Float32Array;
  /** [N], or null if all are 1. */
  readonly scale: Float32Array | null;
}

/** How targets become probabilities. */
export interface Softening {
  /** The fraction spread evenly over all classes, 0..1. */
  readonly epsilon: number;
  /** The weight of each class in the rest, [C], or null for equal weights. */
  readonly classWeights: readonly number[] | null;
}

/**
 * Returns targets as probabilities of all classes. Cross-entropy is linear in them, so smoothing, mixing and weighting
 * need only one loss, that of the mixture.
 *
 * @param outputs C; every class is less than C
 */
export function softTargets(
  targets: OneClassTargets,
  outputs: number,
  { epsilon, classWeights }: Softening,
): SoftTargets {
  const count = targets.classes.length;
  const probabilities = new Float32Array(count * outputs);
  const scale = classWeights === null ? null : new Float32Array(count);
  const weightOf = (index: number): number => (classWeights === null ? 1 : at(classWeights, index));
  for (let i = 0; i < count; i++) {
    const fractions = fractionsOf(targets, i);
    const parts = fractions.map(
      ([index, fraction]) => [index, (1 - epsilon) * fraction * weightOf(index)] as const,
    );
    const sum = scale === null ? 1 : parts.reduce((total, [, part]) => total + part, epsilon);
    if (scale !== null) scale[i] = sum;
    // The probabilities of an image of weight 0 do not matter, but must sum to 1.
    const [rows, whole] = sum === 0 ? [fractions, 1] : [parts, sum];
    const row = i * outputs;
    probabilities.fill(epsilon / outputs / whole, row, row + outputs);
    for (const [index, part] of rows)
      probabilities[row + index] = at(probabilities, row + index) + part / whole;
  }
  return { probabilities, scale };
}

/** Returns the classes of image i and their fractions, which sum to 1. */
function fractionsOf(
  targets: OneClassTargets,
  i: number,
): readonly (readonly [index: number, fraction: number])[] {
  const own = at(targets.classes, i);
  if (targets._tag === 'ClassTargets') return [[own, 1]];
  const weight = at(targets.weights, i);
  return [
    [own, weight],
    [at(targets.others, i), 1 - weight],
  ];
}
