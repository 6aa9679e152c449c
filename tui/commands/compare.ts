import { basename } from 'node:path';
import { concatMap, from, map, reduce, toArray, type Observable } from 'rxjs';
import { foldCompared, notCompared } from '../compared.ts';
import { compareLines, type NamedRun } from '../compare-lines.ts';
import { colourLevel, painted } from '../painted.ts';
import type { Command } from '../cli/command.ts';
import { recordedMetrics } from './watched-run.ts';

/** Several recorded runs beside each other, as far as each came. */
export const compare = ({ runs }: Extract<Command, { readonly _tag: 'Compare' }>): Observable<string> =>
  from(runs).pipe(
    concatMap((run) =>
      recordedMetrics(run).pipe(
        reduce(foldCompared, notCompared),
        map((compared): NamedRun => ({ name: basename(run), compared })),
      ),
    ),
    toArray(),
    concatMap((named) => {
      const { stdout, env } = process;
      const lines = compareLines(named, { width: stdout.isTTY ? stdout.columns : 100 });
      return painted(lines, colourLevel(env, stdout.isTTY));
    }),
  );
