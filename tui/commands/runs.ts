import { defer, from, type Observable } from 'rxjs';
import { badData, MillraceError } from '../../src/core/index.ts';
import { isFolder, runsIn } from '../../src/io/index.ts';
import type { Command } from '../cli/command.ts';
import { colourLevel, paint } from '../lines/paint.ts';
import { runsLines } from '../lines/runs-lines.ts';

/** Lists the runs in a folder, one per line. Errors with BadData if the named folder does not exist. */
export const runs = ({ folder, named }: Extract<Command, { readonly _tag: 'Runs' }>): Observable<string> =>
  defer(() => {
    if (named && !isFolder(folder))
      throw new MillraceError(
        badData(
          'runs',
          'a folder of runs',
          `${folder}, which does not exist`,
          'Without a folder, runs/ is listed.',
        ),
      );
    const { stdout, env } = process;
    const listed = runsIn(folder, Date.now());
    const lines = runsLines(listed, { folder, width: stdout.isTTY ? stdout.columns : 100 });
    return from(paint(lines, colourLevel(env, stdout.isTTY)));
  });
