import type { BatchSizeOption } from '../../pipelines/options.ts';
import { BATCH_SIZES } from './batch-size-errors.ts';
import { camelCase } from './camel-case.ts';
import type { CommandLine } from './command-line.ts';
import type { CommandEntry, Values } from './commands.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/** A validation set that every folder of images has. */
const ANY_FRACTION = '0.2';

/** A folder of images to check before the command runs. */
export interface ImageOptions {
  /** The options of the images; defaults in place of invalid ones. */
  readonly options: Values;
  /** The options that set how many images a step needs. */
  readonly batchSizes: readonly BatchSizeOption[];
}

/**
 * Returns the images to check; null if the command has no folder of images.
 *
 * @param batchSizes the options that set how many images a step needs
 * @param isInvalid whether an option has an invalid value: the default that replaces it must cause no further error
 */
export function imageOptions(
  { checksImages }: Pick<CommandEntry, 'checksImages'>,
  { options }: Pick<ResolvedOptions, 'options'>,
  { dataSets, isFolder }: Pick<CommandLine, 'dataSets' | 'isFolder'>,
  batchSizes: readonly BatchSizeOption[],
  isInvalid: (option: string) => boolean,
): ImageOptions | null {
  const { data } = options;
  if (!checksImages) return null;
  if (typeof data !== 'string' || dataSets.includes(data) || !isFolder(data)) return null;
  return {
    options: {
      ...options,
      ...(isInvalid('valid') ? { valid: ANY_FRACTION } : {}),
      ...(isInvalid('exclude') ? { exclude: undefined } : {}),
    },
    batchSizes,
  };
}

/** The images that any step needs in each process, since batch norm needs two: the size of a batch that is chosen later. */
const FEWEST = 2;

/**
 * Returns the valid options that set how many images a step needs. Evaluation of a saved model needs none.
 *
 * @param processes the processes that share a batch
 */
export const batchSizesOf = (
  { trains }: Pick<CommandEntry, 'trains'>,
  { options, given }: Pick<ResolvedOptions, 'options' | 'given'>,
  processes: number,
  isInvalid: (option: string) => boolean,
): readonly BatchSizeOption[] =>
  (trains && options['from'] === undefined ? BATCH_SIZES : []).flatMap((name) => {
    const key = camelCase(name);
    const size = key in options ? (options[key] ?? FEWEST * processes) : undefined;
    return typeof size === 'number' && !isInvalid(name)
      ? [{ option: `--${name}`, size, isDefault: !given.has(key), processes }]
      : [];
  });
