import { resolve } from 'node:path';
import { defer, from, of, takeUntil, type Observable } from 'rxjs';
import { badData, badOption, MillraceError, shellCommand, type RunFiles } from '../../src/core/index.ts';
import { isFolder, runsIn } from '../../src/io/index.ts';
import type { Given, RunCommand } from '../cli/commands.ts';
import { RUNS } from '../cli/option-checks.ts';
import { outputLevel, paint } from '../lines/paint.ts';
import { runsLines } from '../lines/runs-lines.ts';
import type { Printed } from '../printed.ts';
import { widthOf } from '../terminal.ts';
import { askOn, type Ask } from './ask-on.ts';
import { pruneRuns } from './prune-runs.ts';
import { runsJson } from './runs-json.ts';

/** Options of `runs`. */
export interface RunsOptions {
  /** How many of the newest runs `prune` keeps. */
  readonly keep: number | undefined;
  /** Whether `prune` removes without asking. */
  readonly yes: boolean;
}

/** How the output of `runs` is shown. */
export interface RunsSetting {
  /** Returns lines for the terminal. */
  readonly linesOf: (runs: readonly RunFiles[], folder: string) => readonly string[];
  /** Null if there is no terminal to ask on. */
  readonly ask: Ask | null;
}

/**
 * Lists the runs in a folder, one per line, or with `prune` removes the oldest once the user agrees. Errors with BadData
 * if the named folder does not exist.
 */
export const runs: RunCommand<RunsOptions> = (terminal, given) => {
  const level = outputLevel(terminal, given.shared);
  const linesOf: RunsSetting['linesOf'] = (all, folder) =>
    paint(runsLines(all, { folder, width: widthOf(terminal) }), level);
  return runsOutput(given, { linesOf, ask: askOn(terminal) }).pipe(takeUntil(terminal.controls.stop$));
};

/** Returns the output of `runs`. */
export const runsOutput = (
  { words, options: { keep, yes }, shared: { json } }: Given<RunsOptions>,
  { linesOf, ask }: RunsSetting,
): Observable<Printed> =>
  defer(() => {
    const prunes = words[0] === 'prune';
    const named = prunes ? words[1] : words[0];
    const folder = resolve(named ?? RUNS);
    if (named !== undefined && !isFolder(folder)) throw noFolder(folder);
    if (!prunes && (keep !== undefined || yes)) throw onlyLists(keep === undefined ? '--yes' : '--keep');
    const all = runsIn(folder, Date.now());
    if (!prunes) return json ? of(runsJson(folder, all)) : from(linesOf(all, folder));
    return pruneRuns(all, { folder, named, keep, yes, json, ask: json ? null : ask, linesOf });
  });

const noFolder = (folder: string): MillraceError =>
  new MillraceError(
    badData('runs', 'a folder of runs', `${folder}, which does not exist`, 'The default is runs/.'),
  );

const onlyLists = (option: string): MillraceError =>
  new MillraceError(
    badOption(
      option,
      'runs prune',
      'runs, which only lists',
      `To remove old runs: ${shellCommand(['runs', 'prune', '--keep', '10'])}`,
    ),
  );
