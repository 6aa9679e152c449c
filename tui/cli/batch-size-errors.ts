import { oneImagePerStep, unevenShares, type AppError } from '../../src/core/index.ts';
import { camelCase } from './camel-case.ts';
import type { CommandEntry, Values } from './commands.ts';

/** The options that set how many images a training step has. */
export const BATCH_SIZES = ['batch-size', 'start-batch-size'];

/** Reports batches that the processes cannot share, and training on one image per step. Evaluation needs no more. */
export const batchSizeErrors = (
  { trains }: Pick<CommandEntry, 'trains'>,
  options: Values,
  processes: number,
): readonly AppError[] =>
  (trains && options['from'] === undefined ? BATCH_SIZES : []).flatMap((name) => {
    const size = options[camelCase(name)];
    if (typeof size !== 'number') return [];
    const uneven = unevenShares(`--${name}`, size, processes);
    if (uneven !== null) return [uneven];
    return size === processes ? [oneImagePerStep(`--${name}`, processes)] : [];
  });
