import { isMultiLabel, type ImageFiles } from '../../core/index.ts';
import { multiLabel } from './multi-label.ts';
import { singleLabel } from './single-label.ts';
import type { Task } from './task.ts';

/**
 * Returns the task of images: {@link multiLabel} if they have lists of labels, else {@link singleLabel}.
 *
 * @category Tasks
 */
export const defaultTask = (files: ImageFiles): Task => (isMultiLabel(files) ? multiLabel() : singleLabel());
