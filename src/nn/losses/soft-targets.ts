import { badOption, MillraceError, type Targets } from '../../core/index.ts';

/** What the loss of an image is made of: scale · cross-entropy with the probabilities. */
export interface SoftTargets {
  /** [N, C] in row-major order; each row sums to 1. */
  readonly probabilities: Float32Array;
  /** [N], or null where all are 1. */
  readonly scale: Float32Array | null;
}

/** How targets become probabilities. */
export interface Softening {
  /** The share spread evenly over all classes, 0..1. */
  readonly epsilon: number;
  /** How much each class counts, or null: all alike. */
  readonly classWeights: readonly number[] | null;
}

/**
 * Targets as probabilities of all classes. Cross-entropy is linear in them, so that smoothing, mixing and weighting
 * are one loss: that of the mixture.
 *
 * @param outputs C; every class is below it
 */
export function softTargets(
  targets: Targets,
  outputs: number,
  { epsilon, classWeights }: Softening,
): SoftTargets {
  if (classWeights !== null && classWeights.length !== outputs)
    throw new MillraceError(
      badOption('classWeights', `one weight for each of the ${outputs} classes`, `${classWeights.length}`),
    );
  const count = targets.classes.length;
  const probabilities = new Float32Array(count * outputs).fill(epsilon / outputs);
  const scale = classWeights === null ? null : new Float32Array(count);
  const weightOf = (index: number): number => classWeights?.[index] ?? 1;
  for (let i = 0; i < count; i++) {
    const fractions = fractionsOf(targets, i).map(
      ([index, fraction]) => [index, fraction * weightOf(index)] as const,
    );
    const sum = fractions.reduce((total, [, fraction]) => total + fraction, 0);
    if (scale !== null) scale[i] = sum;
    for (const [index, fraction] of fractions) {
      const at = i * outputs + index;
      // Of an image that does not count the probabilities do not matter, but they must not be NaN.
      const part = sum === 0 ? 1 / fractions.length : fraction / sum;
      probabilities[at] = (probabilities[at] ?? 0) + (1 - epsilon) * part;
    }
  }
  return { probabilities, scale };
}

/** The classes of image i and their shares, which sum to 1. */
function fractionsOf(targets: Targets, i: number): readonly (readonly [index: number, fraction: number])[] {
  const own = targets.classes[i] ?? 0;
  if (targets._tag === 'ClassTargets') return [[own, 1]];
  const weight = targets.weights[i] ?? 1;
  return [
    [own, weight],
    [targets.others[i] ?? 0, 1 - weight],
  ];
}
