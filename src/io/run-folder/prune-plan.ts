import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { RunFiles } from '../../core/index.ts';
import type { Owner } from '../processes/lock.ts';
import { folderOwner } from './claimed-folder.ts';

/** A run that is kept although it is not among the newest. */
export interface KeptRun {
  readonly run: RunFiles;
  /** Completes a sentence: `Kept PATH: in use by process 12`. */
  readonly reason: string;
}

export interface PrunePlan {
  /** The oldest first. */
  readonly removed: readonly RunFiles[];
  readonly kept: readonly KeptRun[];
}

/**
 * Returns which runs to remove so that the newest remain, and those that are kept besides: runs in progress, links, runs
 * to which a link points, and runs whose model another kept run uses.
 *
 * @param runs the oldest first
 * @param keep how many of the newest to keep; links do not count
 */
export function prunePlan(runs: readonly RunFiles[], keep: number): PrunePlan {
  const older = runs.filter(({ isLink }) => !isLink).slice(0, keep === 0 ? undefined : -keep);
  const newest = runs.filter((run) => !older.includes(run));
  const inUse = older.flatMap((run) => {
    const reason = useOf(run);
    return reason === null ? [] : [{ run, reason }];
  });
  return withSources({ removed: without(older, inUse), kept: inUse }, newest);
}

/** Keeps the runs whose models the kept ones use, and theirs. */
function withSources({ removed, kept }: PrunePlan, newest: readonly RunFiles[]): PrunePlan {
  const users = [...newest, ...kept.map(({ run }) => run)];
  const sources = removed.flatMap((run) => {
    const user = users.find((each) => uses(each, run));
    return user === undefined
      ? []
      : [{ run, reason: `${user.name} ${user.isLink ? 'links to it' : 'uses its model'}` }];
  });
  const all = { removed: without(removed, sources), kept: [...kept, ...sources] };
  return sources.length === 0 ? all : withSources(all, newest);
}

const without = (runs: readonly RunFiles[], kept: readonly KeptRun[]): readonly RunFiles[] =>
  runs.filter((run) => !kept.some((each) => each.run === run));

/** Returns why a run is in progress; null if it is not. The folder above may be that of a run of several. */
function useOf({ path, state }: RunFiles): string | null {
  const owner = folderOwner(path) ?? folderOwner(dirname(path));
  if (owner !== null) return describeOwner(owner);
  return state === 'running' ? 'in progress' : null;
}

/** Returns why the run of a process is kept. */
export const describeOwner = ({ pid, host }: Owner): string =>
  `in use by ${pid === 0 ? 'another process' : `process ${pid} on ${host}`}`;

/** Returns whether a run links to another, starts from its model, or evaluates it. */
const uses = (run: RunFiles, source: RunFiles): boolean =>
  sourcesOf(run).some((path) => `${path}${sep}`.startsWith(`${realPath(source.path)}${sep}`));

const sourcesOf = ({ path, isLink, config, nested }: RunFiles): readonly string[] => [
  ...(isLink ? [realPath(path)] : []),
  ...[config?.['continue'], config?.['from'], config?.['pretrained']].flatMap((value) =>
    typeof value === 'string' ? [realPath(value)] : [],
  ),
  ...nested.flatMap(sourcesOf),
];

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
