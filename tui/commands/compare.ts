import { join, relative } from 'node:path';
import { concatMap, from, map, reduce, toArray, type Observable } from 'rxjs';
import { foldCompared, notCompared } from '../lines/compared.ts';
import { compareLines, type NamedRun } from '../lines/compare-lines.ts';
import { colourLevel, painted } from '../lines/painted.ts';
import { isFile, runState } from '../../src/io/index.ts';
import type { Command } from '../cli/command.ts';
import { recordedMetrics } from './watched-run.ts';

/** Several recorded runs beside each other, as far as each came. */
export const compare = ({ runs }: Extract<Command, { readonly _tag: 'Compare' }>): Observable<string> =>
  from(runs).pipe(
    concatMap((run) =>
      recordedMetrics(run).pipe(
        reduce(foldCompared, notCompared),
        map((compared): NamedRun => ({ name: nameOf(run), state: stateOf(run), compared })),
      ),
    ),
    toArray(),
    concatMap((named) => {
      const { stdout, env } = process;
      const lines = compareLines(named, { width: stdout.isTTY ? stdout.columns : 100 });
      return painted(lines, colourLevel(env, stdout.isTTY));
    }),
  );

/** From here, where it is below. */
const nameOf = (run: string): string => {
  const name = relative('.', run);
  return name.startsWith('..') ? run : name;
};

const stateOf = (run: string): string => runState(isFile(run) ? run : join(run, 'metrics.jsonl'), Date.now());
