import { join, sep } from 'node:path';
import type { RunArguments } from '../src/reports/index.ts';
import { isOwnFile } from './cli/is-own-file.ts';
import { pathFromHere } from './path-from-here.ts';

/** The absolute paths of a run. */
export interface RunPlace {
  readonly folder: string;
  /** The folder with the configuration: of one run of several, the one around it. */
  readonly configured: string;
  /** The name of the command, or the path of a user's own; null if it is not known. */
  readonly pipeline: string | null;
}

/** Returns how commands in the current folder name a run, and which one repeats it. */
export const runArguments = ({ folder, configured, pipeline }: RunPlace): RunArguments => ({
  folder: pathFromHere(folder),
  repeat:
    pipeline === null
      ? null
      : [...nameOf(pipeline), '--config', join(pathFromHere(configured), 'config.json')],
});

/** A file without its folder would be taken for the name of a command. */
const nameOf = (pipeline: string): readonly string[] => {
  if (!isOwnFile(pipeline)) return [pipeline];
  const file = pathFromHere(pipeline);
  return ['run', file.includes(sep) ? file : `./${file}`];
};
