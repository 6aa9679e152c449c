import { isScoreName, parseScoreNames, scoreNamed, type Score, type Task } from '../src/index.ts';
import type { FitOptions, ModelOptions } from './options.ts';

/**
 * Returns the columns of the results table that the options ask for, and the monitored score after them; undefined for
 * those of the task. The function throws BadOption for a score that is not one of the task.
 */
export function scoresOf({
  metrics,
  monitor,
}: Pick<ModelOptions, 'metrics'> & Partial<Pick<FitOptions, 'monitor'>>):
  ((task: Task) => readonly Score[]) | undefined {
  // A loss is a column of every table.
  const monitored = parseScoreNames(monitor ?? '').filter(isScoreName);
  if (metrics === undefined && monitored.length === 0) return undefined;
  return (task) => {
    const names = metrics === undefined ? task.metrics.map(({ name }) => name) : parseScoreNames(metrics);
    return [...new Set([...names, ...monitored])].map((name) => scoreNamed(name, task));
  };
}
