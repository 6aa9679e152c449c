import { badOption, MillraceError, scoreNames, topKOf } from '../../core/index.ts';
import {
  accuracy,
  accuracyMulti,
  averagePrecision,
  balancedAccuracy,
  errorRate,
  f1,
  f1Multi,
  topKAccuracy,
  type Score,
} from '../scores/index.ts';
import type { Task } from './task.ts';

/**
 * Returns a score of a task by its name in the table of results, for example `f1` or `top_5_accuracy`.
 *
 * Throws BadOption for a name that is not one of the task.
 *
 * @category Scores
 */
export function scoreNamed(name: string, { description }: Task): Score {
  const k = description.kind === 'single-label' ? topKOf(name) : null;
  const scores: readonly Score[] =
    description.kind === 'single-label'
      ? [accuracy, errorRate, f1, balancedAccuracy, ...(k === null ? [] : [topKAccuracy(k)])]
      : [accuracyMulti(description.threshold), f1Multi, averagePrecision];
  const found = scores.find((score) => score.name === name);
  if (found !== undefined) return found;
  const images = description.kind === 'single-label' ? 'one class' : 'several labels';
  throw new MillraceError(
    badOption(
      'metrics (--metrics, --monitor)',
      `scores of images with ${images}: ${scoreNames[description.kind].join(', ')}`,
      name,
    ),
  );
}
