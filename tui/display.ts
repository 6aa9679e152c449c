import { connect, last, map, merge, take, takeUntil, type OperatorFunction } from 'rxjs';
import type { Metric } from '../src/core/index.ts';
import { jsonLine } from '../src/reports/index.ts';
import type { SharedOptions } from './cli/commands.ts';
import { dashboard } from './dashboard/index.ts';
import { hangLines } from './lines/hang-lines.ts';
import { plainLines } from './lines/plain.ts';
import type { Printed } from './printed.ts';
import type { Terminal } from './terminal.ts';

/** How to show metrics: by default as a dashboard if standard output is a terminal. */
type Shown = Pick<SharedOptions, 'plain' | 'json'>;

export interface DisplayConfig {
  readonly terminal: Terminal;
  readonly shared: Shown;
  /** Whether the metrics come from a run in progress, which can be stopped and paused and may hang. */
  readonly live: boolean;
  /** What the dashboard says before the first metric; by default that there is no run yet. */
  readonly waiting?: readonly string[];
}

/** Whether metrics are shown as a dashboard. */
export const showsDashboard = ({ stdout }: Terminal, { plain, json }: Shown): boolean =>
  !json && !plain && stdout.isTTY;

/**
 * Shows metrics: as a dashboard on a terminal, as log lines elsewhere or with `plain`, as JSON Lines with `json`.
 *
 * ```text
 * source      -p---r-|    live, plain: a phase starts, the run ends
 * stop$       ---x
 * output      -p-s-r-|    s: the run will stop after the current step
 * ```
 */
export function display({
  terminal,
  shared,
  live,
  waiting,
}: DisplayConfig): OperatorFunction<Metric, Printed> {
  const { controls, stdout, stdin } = terminal;
  if (shared.json) return map((metric) => ({ json: jsonLine(metric) }));
  if (showsDashboard(terminal, shared)) {
    const { stop, pause, suspend, suspended$ } = controls;
    return dashboard({
      ...{ stdout, stdin, onStop: stop, onSuspend: suspend, suspended$, watching: !live, waiting },
      ...(live ? { onPause: pause } : {}),
    });
  }
  const lines = plainLines({ now: () => performance.now() });
  if (!live) return lines;
  const stopping = controls.stop$.pipe(
    take(1),
    map(() => 'Stopping after this step and saving the model. Press Ctrl-C again to stop immediately.'),
  );
  return connect((metrics) => {
    const others = merge(stopping, metrics.pipe(hangLines({ paused$: controls.paused$ })));
    return merge(metrics.pipe(lines), others.pipe(takeUntil(metrics.pipe(last(null, null)))));
  });
}
