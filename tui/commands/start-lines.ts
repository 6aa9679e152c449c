import { shellCommand } from '../../src/core/index.ts';
import { hasCheckpoint } from '../../src/io/index.ts';
import type { Values } from '../cli/commands.ts';
import type { EngineCommand } from './engine-work.ts';

/** A run that is about to begin. */
export interface Start {
  readonly options: Values;
  readonly runFolder: string;
  readonly resumes: boolean;
  readonly processes: number;
}

/** Returns what is about to happen. */
export function startLines(
  { name, file, trains }: EngineCommand,
  { options: { data, continue: run }, runFolder, resumes, processes }: Start,
): readonly string[] {
  const together = processes === 1 ? '' : ` in ${processes} processes`;
  if (resumes)
    return [
      hasCheckpoint(runFolder)
        ? `Resuming ${runFolder} (${name})${together}`
        : `${runFolder} has no checkpoint: ${name} starts again from its beginning${together}`,
    ];
  const isKnown = data !== undefined && (trains || file === undefined);
  return [
    ...(run === undefined
      ? []
      : [
          `Training further from the model of ${String(run)}, with a new optimizer and schedule.` +
            (hasCheckpoint(String(run))
              ? ` To resume that run instead: ${shellCommand(['resume', String(run)])}`
              : ' (`resume` continues a stopped run instead.)'),
        ]),
    isKnown
      ? `Loading TensorFlow${together} and listing the images in ${String(data)}` +
        (file === undefined && name === 'train' ? ', then measuring this machine' : '')
      : `Starting ${name}${together}`,
  ];
}
