import { relative } from 'node:path';
import { concatMap, from, map, reduce, toArray, type Observable } from 'rxjs';
import { foldRunState, noRunState } from '../../src/reports/index.ts';
import { compareLines, type NamedRun } from '../lines/compare-lines.ts';
import { colourLevel, paint } from '../lines/paint.ts';
import { runState } from '../../src/io/index.ts';
import type { Command } from '../cli/command.ts';
import { metricsFile, recordedMetrics } from './watched-run.ts';

/** Compares recorded runs, finished or not. */
export const compare = ({ runs }: Extract<Command, { readonly _tag: 'Compare' }>): Observable<string> =>
  from(runs).pipe(
    concatMap((run) =>
      recordedMetrics(run).pipe(
        reduce(foldRunState, noRunState),
        map((metrics): NamedRun => ({ name: nameOf(run), state: stateOf(run), run: metrics })),
      ),
    ),
    toArray(),
    concatMap((named) => {
      const { stdout, env } = process;
      const lines = compareLines(named, { width: stdout.isTTY ? stdout.columns : 100 });
      return paint(lines, colourLevel(env, stdout.isTTY));
    }),
  );

/** Returns the path relative to the current folder, if the run is inside it. */
const nameOf = (run: string): string => {
  const name = relative('.', run);
  return name.startsWith('..') ? run : name;
};

const stateOf = (run: string): string => runState(metricsFile(run), Date.now());
