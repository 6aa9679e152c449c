import { at, badOption, MillraceError, type ClassTargets, type MixedTargets } from '../../core/index.ts';

type Targets = ClassTargets | MixedTargets;

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
  /** The weight of each class, or null for equal weights. */
  readonly classWeights: readonly number[] | null;
}

/**
 * Returns targets as probabilities of all classes. Cross-entropy is linear in them, so smoothing, mixing and weighting
 * need only one loss, that of the mixture. Throws BadOption unless there is one weight per class.
 *
 * @param outputs C; every class is less than C
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
  const weightOf = (index: number): number => (classWeights === null ? 1 : at(classWeights, index));
  for (let i = 0; i < count; i++) {
    const fractions = fractionsOf(targets, i).map(
      ([index, fraction]) => [index, fraction * weightOf(index)] as const,
    );
    const sum = fractions.reduce((total, [, fraction]) => total + fraction, 0);
    if (scale !== null) scale[i] = sum;
    for (const [index, fraction] of fractions) {
      const position = i * outputs + index;
      // The probabilities of an image of weight 0 do not matter, but must not be NaN.
      const part = sum === 0 ? 1 / fractions.length : fraction / sum;
      probabilities[position] = at(probabilities, position) + (1 - epsilon) * part;
    }
  }
  return { probabilities, scale };
}

/** Returns the classes of image i and their fractions, which sum to 1. */
function fractionsOf(targets: Targets, i: number): readonly (readonly [index: number, fraction: number])[] {
  const own = at(targets.classes, i);
  if (targets._tag === 'ClassTargets') return [[own, 1]];
  const weight = at(targets.weights, i);
  return [
    [own, weight],
    [at(targets.others, i), 1 - weight],
  ];
}
