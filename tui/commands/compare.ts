import { resolve } from 'node:path';
import { concatMap, from, map, reduce, takeUntil, toArray } from 'rxjs';
import { foldRunState, noRunState } from '../../src/reports/index.ts';
import { compareLines, type NamedRun } from '../lines/compare-lines.ts';
import { outputLevel, paint } from '../lines/paint.ts';
import { runState } from '../../src/io/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import { pathFromHere } from '../path-from-here.ts';
import { widthOf } from '../terminal.ts';
import { metricsFile, recordedMetrics } from './watched-run.ts';

/** Compares recorded runs, finished or not. */
export const compare: RunCommand = (terminal, { words, shared }) =>
  from(words).pipe(
    map((word) => resolve(word)),
    concatMap((run) =>
      recordedMetrics(run).pipe(
        reduce(foldRunState, noRunState),
        map((metrics): NamedRun => ({ name: pathFromHere(run), state: stateOf(run), run: metrics })),
      ),
    ),
    toArray(),
    concatMap((named) => {
      const lines = compareLines(named, { width: widthOf(terminal) });
      return paint(lines, outputLevel(terminal, shared));
    }),
    takeUntil(terminal.controls.stop$),
  );

const stateOf = (run: string): string => runState(metricsFile(run), Date.now());
