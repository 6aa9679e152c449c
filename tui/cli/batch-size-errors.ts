import { oneImagePerStep, type AppError } from '../../src/core/index.ts';
import { camelCase } from './camel-case.ts';
import type { CommandEntry, Values } from './commands.ts';

/** The options that set how many images a training step has. */
export const BATCH_SIZES = ['batch-size', 'start-batch-size'];

/** Reports training on one image per step. Evaluation needs no more. */
export const batchSizeErrors = (
  { trains }: Pick<CommandEntry, 'trains'>,
  options: Values,
): readonly AppError[] =>
  trains && options['from'] === undefined
    ? BATCH_SIZES.filter((name) => options[camelCase(name)] === 1).map((name) => oneImagePerStep(`--${name}`))
    : [];
