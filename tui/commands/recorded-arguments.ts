import { basename, dirname, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { engineCommands } from '../../pipelines/table.ts';
import { isFile, readRunConfig } from '../../src/io/index.ts';
import type { RunArguments } from '../../src/reports/index.ts';
import { isOwnFile } from '../cli/is-own-file.ts';
import { runArguments } from '../run-arguments.ts';
import { metricsFile } from './watched-run.ts';

/** Returns how commands name a recorded run, and which one repeats it, by the configuration in its folder. */
export function recordedArguments(folder: string): RunArguments {
  const parent = dirname(folder);
  // One run of several is named after its subfolder; only all of them can be repeated.
  const isPart = pipelineOf(folder) === basename(folder) && isFile(metricsFile(parent));
  const configured = isPart ? parent : folder;
  const pipeline = pipelineOf(configured);
  const isKnown = pipeline !== null && (isOwnFile(pipeline) || isCommand(pipeline));
  return runArguments({ folder, configured, pipeline: isKnown ? pipeline : null });
}

const isCommand = (pipeline: string): boolean => engineCommands.some(({ name }) => name === pipeline);

/** Returns the name of the command, or the absolute path of a user's own; null if the folder does not say. */
function pipelineOf(folder: string): string | null {
  const config = readRunConfig(folder);
  const name = E.isRight(config) ? config.right['pipeline'] : undefined;
  if (typeof name !== 'string') return null;
  return isOwnFile(name) ? resolve(folder, name) : name;
}
