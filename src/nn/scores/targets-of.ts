import {
  at,
  badOption,
  MillraceError,
  range,
  targetCount,
  type ClassTargets,
  type LabelTargets,
  type MixedTargets,
  type Targets,
} from '../../core/index.ts';
import { concatPredictions, type Predictions } from './predictions.ts';

/**
 * Returns the classes of images with one class each, [N]. Throws BadOption for other targets.
 *
 * @param where what needs them, for the message
 * @category Scores
 */
export const classesOf = (targets: Targets, where: string): Int32Array =>
  oneClassTargets(targets, where).classes;

/** Returns the targets of images with one class each, or of blends of them. Throws BadOption for other targets. */
export function oneClassTargets(targets: Targets, where: string): OneClassTargets {
  if (targets._tag === 'ClassTargets' || targets._tag === 'MixedTargets') return targets;
  throw wrong(where, 'images with one class each', targets);
}

/** The targets of images with one class each, or of blends of two of them. */
export type OneClassTargets = ClassTargets | MixedTargets;

/** Returns the labels of images with any number of labels. Throws BadOption for other targets. */
export function labelsOf(targets: Targets, where: string): LabelTargets {
  if (targets._tag === 'LabelTargets') return targets;
  throw wrong(where, 'images with several labels (task: multiLabel())', targets);
}

/** Returns the class indices of an image; of a blend, those of the original. */
export function actualOf(targets: Targets, image: number): readonly number[] {
  switch (targets._tag) {
    case 'NoTargets':
      return [];
    case 'LabelTargets': {
      const [, labels] = targets.shape;
      return range(labels).filter((label) => at(targets.values, image * labels + label) > 0.5);
    }
    case 'ClassTargets':
    case 'MixedTargets':
      return [at(targets.classes, image)];
  }
}

/** Returns the targets of consecutive parts, which must be of one kind, as one. */
export function concatTargets(parts: readonly Targets[]): Targets {
  const first = parts[0] ?? { _tag: 'NoTargets', count: 0 };
  switch (first._tag) {
    case 'NoTargets':
      return { _tag: 'NoTargets', count: parts.reduce((sum, part) => sum + targetCount(part), 0) };
    case 'LabelTargets': {
      const all = parts.map((part) => labelsOf(part, 'concatTargets'));
      const shape = [all.reduce((sum, part) => sum + part.shape[0], 0), first.shape[1]] as const;
      return {
        _tag: 'LabelTargets',
        shape,
        values: concatPredictions(all.map(asPredictions), shape[1]).data,
      };
    }
    case 'ClassTargets':
    case 'MixedTargets': {
      const all = parts.flatMap((part) => [...classesOf(part, 'concatTargets')]);
      return { _tag: 'ClassTargets', classes: Int32Array.from(all) };
    }
  }
}

const asPredictions = ({ shape, values }: LabelTargets): Predictions => ({ shape, data: values });

const received = {
  ClassTargets: 'images with one class each',
  MixedTargets: 'blends of images with one class each',
  LabelTargets: 'images with several labels',
  NoTargets: 'images without labels',
} as const;

const wrong = (where: string, expected: string, { _tag }: Targets): MillraceError =>
  new MillraceError(
    badOption(
      where,
      expected,
      received[_tag],
      _tag === 'LabelTargets'
        ? 'For several labels use binaryCrossEntropy(), accuracyMulti and f1Multi.'
        : '',
    ),
  );
