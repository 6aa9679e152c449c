import {
  asyncScheduler,
  EMPTY,
  filter,
  fromEvent,
  ignoreElements,
  merge,
  scan,
  tap,
  throttleTime,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import { alongside, usingDisposable } from '../../src/flow/index.ts';
import { frameInterval } from './frame-interval.ts';
import { frames } from './frames.ts';
import { openInkScreen, sizeOf, type InkScreenConfig } from './ink-screen.tsx';
import { firstLook, foldKey } from './keys.ts';

export interface DashboardConfig extends Pick<InkScreenConfig, 'stdout' | 'stdin'> {
  /** Called for `q` and Ctrl-C, each time. */
  readonly onStop: () => void;
  /** Called for Ctrl-Z. */
  readonly onSuspend?: () => void;
  /** Emits true before the process is suspended, and false when it continues: the terminal is restored in between. */
  readonly suspended$?: Observable<boolean>;
  /** Called for `p`, with whether to pause or resume the run. Without it, the key is not shown. */
  readonly onPause?: (paused: boolean) => void;
  /** The lines before the first metric; by default that there is no run yet. */
  readonly waiting?: readonly string[] | undefined;
  /** Whether the run continues without the dashboard, so that `q` only closes the dashboard. */
  readonly watching?: boolean;
}

/**
 * Shows a run on the terminal until its metrics end.
 *
 * The last frame stays. Restores the terminal on unsubscribe, and before it passes on a completion or an error, so that
 * later output appears on the restored terminal.
 *
 * ```text
 * source      -a 2s b 2s |     metrics
 * output      -- 2s - 2s |
 * ```
 *
 * Errors with the error of the source, or with the exception that a component throws.
 */
export const drawn =
  ({
    stdout,
    stdin,
    onStop,
    onPause,
    onSuspend,
    suspended$ = EMPTY,
    watching = false,
    waiting,
  }: DashboardConfig): OperatorFunction<Metric, never> =>
  (metrics) =>
    usingDisposable(
      () => openInkScreen({ stdout, stdin, pausable: onPause !== undefined, watching, waiting }),
      (screen) => {
        const keys$ = screen.key$.pipe(
          filter((key) => key !== 'p' || onPause !== undefined),
          scan(({ look }, key) => ({ look: foldKey(look, key), key }), { look: firstLook, key: '' }),
          tap(({ look, key }) => {
            screen.show({ look });
            if (key === 'q' || key === 'ctrl-c') onStop();
            if (key === 'p') onPause?.(look.paused);
            if (key === 'ctrl-z' && onSuspend !== undefined) {
              // Before the shell takes the terminal: a process in the background is stopped when it changes the mode.
              screen.suspend(true);
              onSuspend();
            }
          }),
        );
        const sizes$ = fromEvent(stdout, 'resize').pipe(
          throttleTime(100, asyncScheduler, { leading: true, trailing: true }),
          tap(() => screen.show({ size: sizeOf(stdout) })),
        );
        const suspensions$ = suspended$.pipe(tap((suspended) => screen.suspend(suspended)));
        const close = (): void => screen[Symbol.dispose]();
        return metrics.pipe(
          frames({ every: frameInterval({ cpuMs, fraction: 0.01, minMs: 100, maxMs: 1000 }) }),
          tap((frame) => screen.show({ frame })),
          ignoreElements(),
          alongside(merge(keys$, sizes$, suspensions$, screen.end$)),
          tap({ complete: close, error: close }),
        );
      },
    );

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
