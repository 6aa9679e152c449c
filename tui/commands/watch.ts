import { resolve } from 'node:path';
import { concat, defer, NEVER, Subject, takeUntil } from 'rxjs';
import type { RunCommand } from '../cli/commands.ts';
import { display, showsDashboard } from '../display.ts';
import { watchedRun } from './watched-run.ts';

/** Options of `watch`. */
export interface WatchOptions {
  /** The speed of a replay relative to the recorded run; by default everything at once. */
  readonly speed: number | undefined;
}

/** Shows a recorded run. A dashboard stays open until the user quits it, which does not stop the run. */
export const watch: RunCommand<WatchOptions> = (terminal, { words, options, shared }) =>
  defer(() => {
    const left$ = new Subject<void>();
    const controls = {
      ...terminal.controls,
      stop: () => {
        left$.next();
      },
    };
    const metrics$ = watchedRun({ run: resolve(words.join()), speed: options.speed ?? Infinity });
    return (showsDashboard(terminal, shared) ? concat(metrics$, NEVER) : metrics$).pipe(
      display({ terminal: { ...terminal, controls }, shared, live: false }),
      takeUntil(left$),
    );
  }).pipe(takeUntil(terminal.controls.stop$));
