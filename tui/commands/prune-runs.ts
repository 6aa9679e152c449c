import { concat, concatMap, defer, from, map, of, toArray, type Observable } from 'rxjs';
import {
  badData,
  badOption,
  formatBytes,
  MillraceError,
  printable,
  shellCommand,
  type RunFiles,
} from '../../src/core/index.ts';
import { hasRun, prunePlan, removeRun, type KeptRun, type RemovedRun } from '../../src/io/index.ts';
import { formatPlural } from '../../src/reports/index.ts';
import type { Printed } from '../printed.ts';
import { bytesOf, prunedJson } from './runs-json.ts';
import type { RunsOptions, RunsSetting } from './runs.ts';

interface Pruning extends RunsOptions, RunsSetting {
  readonly folder: string;
  /** The folder as the user wrote it; undefined for the default. */
  readonly named: string | undefined;
  readonly json: boolean;
}

/**
 * Removes all runs but the newest, the oldest first, once the user agrees. Names the older ones that are kept, and why.
 *
 * Errors with BadOption without a number of runs to keep, or without a terminal to ask on and `--yes`; with BadData for
 * the folder of a single run.
 */
export const pruneRuns = (runs: readonly RunFiles[], pruning: Pruning): Observable<Printed> =>
  defer(() => {
    const { folder, keep, yes, json, ask, linesOf } = pruning;
    if (keep === undefined) throw noNumber();
    if (hasRun(folder)) throw notAFolderOfRuns(folder);
    if (!yes && ask === null) throw cannotAsk(pruning);
    const { removed, kept } = prunePlan(runs, keep);
    const removing = from(removed).pipe(concatMap((run) => removeRun(run, folder)));
    if (json)
      return removing.pipe(
        toArray(),
        map((all) => asJson(folder, all, kept)),
      );
    const keeping = from(kept.map(keptLine));
    if (removed.length === 0) return concat(keeping, of(printable(`Nothing to remove in ${folder}`)));
    const removedLines = removing.pipe(map(removedLine));
    if (yes || ask === null) return concat(keeping, removedLines);
    return concat(
      from(linesOf(removed, folder)),
      keeping,
      ask(question(removed)).pipe(concatMap((agreed) => (agreed ? removedLines : of('Nothing removed')))),
    );
  });

const question = (runs: readonly RunFiles[]): string =>
  `Remove ${formatPlural(runs.length, 'run')} with everything in ${runs.length === 1 ? 'its folder' : 'their folders'} ` +
  `(${formatBytes(bytesOf(runs))})? [y/N] `;

const keptLine = ({ run, reason }: KeptRun): string => printable(`Kept ${run.path}: ${reason}`);

const removedLine = (outcome: RemovedRun): Printed =>
  outcome._tag === 'Kept'
    ? { failureText: keptLine(outcome) }
    : printable(`Removed ${outcome.run.path} (${formatBytes(outcome.run.bytes)})`);

function asJson(folder: string, outcomes: readonly RemovedRun[], kept: readonly KeptRun[]): Printed {
  const failed = outcomes.filter((each) => each._tag === 'Kept');
  const removed = outcomes.flatMap((each) => (each._tag === 'Removed' ? [each.run] : []));
  return { ...prunedJson(folder, removed, [...kept, ...failed]), hasFailed: failed.length > 0 };
}

const noNumber = (): MillraceError =>
  new MillraceError(
    badOption(
      'runs prune',
      '--keep N, the number of newest runs to keep',
      'nothing',
      `For example: ${shellCommand(['runs', 'prune', '--keep', '10'])}`,
    ),
  );

const notAFolderOfRuns = (folder: string): MillraceError =>
  new MillraceError(
    badData('runs prune', 'a folder of runs', `${folder}, which is a run`, 'Name the folder above.'),
  );

function cannotAsk({ named, keep }: Pruning): MillraceError {
  const args = ['runs', 'prune', ...(named === undefined ? [] : [named]), '--keep', String(keep), '--yes'];
  return new MillraceError(
    badOption(
      'runs prune',
      'a terminal to ask on, or --yes',
      'neither',
      `To remove without asking: ${shellCommand(args)}`,
    ),
  );
}
