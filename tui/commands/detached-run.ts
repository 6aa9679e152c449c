import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { concat, concatMap, defer, from, ignoreElements, of, takeWhile, timer, type Observable } from 'rxjs';
import { printable, shellCommand } from '../../src/core/index.ts';
import { isFile, ownModule, startDetached, type ClaimedFolder } from '../../src/io/index.ts';
import type { SharedOptions } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import type { Terminal } from '../terminal.ts';

/** A run without a terminal. */
interface Detached {
  readonly runFolder: string;
  readonly pid: number;
  readonly log: string;
}

/**
 * Starts the command line again in a session of its own, without `--detach`, and emits how to watch and stop the run as
 * soon as it has begun. If it ends before that, emits its output, and sets its exit code.
 *
 * @param folder the claimed run folder, which is handed over to the new process
 */
export const detachedRun = (
  { args, controls: { stop$ } }: Terminal,
  { out, json }: Pick<SharedOptions, 'out' | 'json'>,
  folder: ClaimedFolder,
): Observable<Printed> =>
  defer(() => {
    const runFolder = folder.path;
    const log = join(runFolder, 'detached.log');
    // A run that is resumed may have one.
    const before = isFile(log) ? readFileSync(log).length : null;
    return startDetached({
      entry: ownModule('../millrace', import.meta.url),
      args: [...args, '--no-detach', '--no-json', ...(out === undefined ? ['--out', runFolder] : [])],
      ...{ folder, log, stop$ },
    }).pipe(
      concatMap((start): Observable<Printed> => {
        if (start._tag === 'Exited') {
          const output = readFileSync(log).subarray(before ?? 0);
          if (before === null) rmSync(log);
          return of({ toStderr: output.toString().trimEnd(), exitCode: start.code });
        }
        const detached: Detached = { runFolder, pid: start.pid, log };
        const lines: readonly Printed[] = json
          ? [{ json: `${JSON.stringify({ _tag: 'Detached', ...detached })}\n` }]
          : detachedLines(detached);
        return concat(untilRecorded(runFolder), from(lines));
      }),
    );
  });

/** Waits for the first metrics, so that `watch` finds them; at most five seconds, as a command may have none. */
const untilRecorded = (runFolder: string): Observable<never> =>
  timer(0, 100).pipe(
    takeWhile((i) => i < 50 && !isFile(join(runFolder, 'metrics.jsonl'))),
    ignoreElements(),
  );

const detachedLines = ({ runFolder, pid, log }: Detached): readonly string[] => [
  printable(`The run continues as process ${pid} in ${runFolder}, also after this terminal is closed.`),
  `To watch it: ${shellCommand(['watch', runFolder])}`,
  `To stop it and save the model: kill ${pid}`,
  printable(`Its output is in ${log}`),
];
