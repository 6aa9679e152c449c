import type { BatchSizeOption } from '../../pipelines/options.ts';
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
 * @param isInvalid whether an option has an invalid value: the default that replaces it must cause no further error
 */
export function imageOptions(
  { trains, checksImages }: Pick<CommandEntry, 'trains' | 'checksImages'>,
  { options, given }: Pick<ResolvedOptions, 'options' | 'given'>,
  { dataSets, isFolder }: Pick<CommandLine, 'dataSets' | 'isFolder'>,
  isInvalid: (option: string) => boolean,
): ImageOptions | null {
  const { data, from } = options;
  if (!checksImages) return null;
  if (typeof data !== 'string' || dataSets.includes(data) || !isFolder(data)) return null;
  // A saved model is only evaluated.
  const needed = trains && from === undefined ? ['batch-size', 'start-batch-size'] : [];
  return {
    options: {
      ...options,
      ...(isInvalid('valid') ? { valid: ANY_FRACTION } : {}),
      ...(isInvalid('exclude') ? { exclude: undefined } : {}),
    },
    batchSizes: needed.flatMap((name) => {
      const size = options[camelCase(name)];
      return typeof size === 'number' && !isInvalid(name)
        ? [{ option: `--${name}`, size, isDefault: !given.has(camelCase(name)) }]
        : [];
    }),
  };
}
