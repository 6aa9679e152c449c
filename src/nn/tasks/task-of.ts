import type { TaskDescription } from '../../core/index.ts';
import { multiLabel } from './multi-label.ts';
import { singleLabel } from './single-label.ts';
import type { Task } from './task.ts';

/**
 * Returns the task that the description of a saved model names.
 *
 * @category Tasks
 */
export const taskOf = (description: TaskDescription): Task =>
  description.kind === 'single-label' ? singleLabel() : multiLabel(description);
