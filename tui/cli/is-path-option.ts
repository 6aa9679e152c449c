import { resolve } from 'node:path';
import { parseValid } from '../../pipelines/options.ts';
import type { OptionValue } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';

const PATHS = ['out', 'continue', 'from', 'labels', 'exclude', 'run'];

/**
 * Returns whether an option's value is the path of a file or a folder.
 *
 * @param base the folder of relative paths
 */
export function isPathOption(
  name: string,
  value: OptionValue,
  { dataSets, isFolder, isFile }: Pick<CommandLine, 'dataSets' | 'isFolder' | 'isFile'>,
  base = '.',
): boolean {
  const path = resolve(base, String(value));
  if (name === 'data') return isFolder(path) || !dataSets.includes(String(value));
  // Any other value is a name.
  if (name === 'pretrained') return isFolder(path) || isFile(path);
  if (name === 'valid') return parseValid(String(value)).by === 'list';
  return PATHS.includes(name);
}
