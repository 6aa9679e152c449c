import { defer, from, type Observable } from 'rxjs';
import { badData, MillraceError } from '../../src/core/index.ts';
import { isFolder, runsIn } from '../../src/io/index.ts';
import type { Command } from '../cli/command.ts';
import { colourLevel, painted } from '../lines/painted.ts';
import { runsLines } from '../lines/runs-lines.ts';

/** The runs in a folder, a line each; errors with BadData where another folder was named that is not there. */
export const runs = ({ folder, named }: Extract<Command, { readonly _tag: 'Runs' }>): Observable<string> =>
  defer(() => {
    if (named && !isFolder(folder))
      throw new MillraceError(
        badData('runs', 'a folder of runs', `${folder}, which is none`, 'Without a folder it is runs/.'),
      );
    const { stdout, env } = process;
    const listed = runsIn(folder, Date.now());
    const lines = runsLines(listed, { folder, width: stdout.isTTY ? stdout.columns : 100 });
    return from(painted(lines, colourLevel(env, stdout.isTTY)));
  });
