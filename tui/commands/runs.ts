import { resolve } from 'node:path';
import { defer, from, takeUntil } from 'rxjs';
import { badData, MillraceError } from '../../src/core/index.ts';
import { isFolder, runsIn } from '../../src/io/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import { RUNS } from '../cli/option-checks.ts';
import { colourLevel, paint } from '../lines/paint.ts';
import { runsLines } from '../lines/runs-lines.ts';
import { widthOf } from '../terminal.ts';

/** Lists the runs in a folder, one per line. Errors with BadData if the named folder does not exist. */
export const runs: RunCommand = (terminal, { words: [named] }) =>
  defer(() => {
    const folder = resolve(named ?? RUNS);
    if (named !== undefined && !isFolder(folder))
      throw new MillraceError(
        badData(
          'runs',
          'a folder of runs',
          `${folder}, which does not exist`,
          'Without a folder, runs/ is listed.',
        ),
      );
    const lines = runsLines(runsIn(folder, Date.now()), { folder, width: widthOf(terminal) });
    return from(paint(lines, colourLevel(terminal.env, terminal.stdout.isTTY)));
  }).pipe(takeUntil(terminal.controls.stop$));
