import { resolve } from 'node:path';
import { parseValid } from '../../pipelines/options.ts';
import type { OptionValue } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';

const PATHS = ['out', 'continue', 'from', 'labels', 'exclude', 'run'];

/** Returns whether an option's value is the path of a file or a folder. */
export function isPathOption(
  name: string,
  value: OptionValue,
  { dataSets, isFolder, isFile }: Pick<CommandLine, 'dataSets' | 'isFolder' | 'isFile'>,
): boolean {
  if (name === 'data') return isFolder(resolve(String(value))) || !dataSets.includes(String(value));
  // Any other value is a name.
  if (name === 'pretrained') return isFolder(resolve(String(value))) || isFile(resolve(String(value)));
  if (name === 'valid') return parseValid(String(value)).by === 'list';
  return PATHS.includes(name);
}
