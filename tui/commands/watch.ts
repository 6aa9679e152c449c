import { concat, defer, NEVER, Subject, takeUntil, type Observable } from 'rxjs';
import type { Watch } from '../cli/command.ts';
import type { Controls } from '../controls.ts';
import { display, showsDashboard } from '../display.ts';
import type { Printed } from '../printed.ts';
import { watchedRun } from './watched-run.ts';

/** Shows a recorded run. A dashboard stays open until the user quits it, which does not stop the run. */
export const watch = (command: Watch, controls: Controls): Observable<Printed> =>
  defer(() => {
    const left$ = new Subject<void>();
    const leave = (): void => {
      left$.next();
    };
    const metrics$ = watchedRun(command);
    return (showsDashboard(command) ? concat(metrics$, NEVER) : metrics$).pipe(
      display({ ...command, controls: { ...controls, stop: leave }, live: false }),
      takeUntil(left$),
    );
  });
