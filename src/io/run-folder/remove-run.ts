import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { catchError, defer, map, of, take, type Observable } from 'rxjs';
import type { RunFiles } from '../../core/index.ts';
import { withLock } from '../processes/lock.ts';
import { messageOf } from '../support/message-of.ts';
import { LOCK } from './run-state.ts';
import { describeOwner } from './prune-plan.ts';

/** The outcome for one run; the reason completes a sentence: `Kept PATH: permission denied`. */
export type RemovedRun =
  | { readonly _tag: 'Removed'; readonly run: RunFiles }
  | { readonly _tag: 'Kept'; readonly run: RunFiles; readonly reason: string };

/** What makes a folder a run, and what claims it: removed last, so that a killed process leaves a run to remove again. */
const LAST = ['metrics.jsonl', LOCK];

/**
 * Removes a run folder with everything in it, and emits the outcome. Keeps a run that a process has claimed meanwhile. Also
 * removes the folder above if that is then empty, unless it is `root`.
 */
export const removeRun = (run: RunFiles, root: string): Observable<RemovedRun> => {
  const kept = (reason: string): RemovedRun => ({ _tag: 'Kept', run, reason });
  return withLock(
    join(run.path, LOCK),
    defer(() => remove(run.path, root)),
  ).pipe(
    map((step): RemovedRun => (step === undefined ? { _tag: 'Removed', run } : kept(describeOwner(step)))),
    // Does not wait for the process that holds the lock.
    take(1),
    catchError((cause: unknown) => of(kept(messageOf(cause)))),
  );
};

async function remove(path: string, root: string): Promise<void> {
  for (const name of await readdir(path))
    if (!LAST.includes(name)) await rm(join(path, name), { recursive: true, force: true });
  await rm(path, { recursive: true, force: true });
  // It may hold other runs.
  if (dirname(path) !== root) await rmdir(dirname(path)).catch(() => undefined);
}
