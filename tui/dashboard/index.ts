import { defer, switchMap, type OperatorFunction } from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import type { DashboardConfig } from './app.tsx';

export type { DashboardConfig } from './app.tsx';

/**
 * Shows metrics as a dashboard until they end; see `drawn`. Loads Ink and React on subscription, so that a command that
 * prints three lines does not wait for them.
 *
 * ```text
 * source      -a-b-c|     metrics
 * output      ------|
 * ```
 */
export const dashboard =
  (config: DashboardConfig): OperatorFunction<Metric, never> =>
  (metrics) =>
    defer(() => {
      // React's development build stores a measurement of every frame, which leaks memory.
      process.env['NODE_ENV'] ??= 'production';
      return loadApp();
    }).pipe(switchMap(({ drawn }) => metrics.pipe(drawn(config))));

/** Loads the dashboard, with Ink and React. */
export const loadApp = (): Promise<typeof import('./app.tsx')> => loadOutsideCi(() => import('./app.tsx'));

const CI = ['CI', 'CONTINUOUS_INTEGRATION'];

/**
 * Loads modules with the CI variables unset. Ink and chalk read them while loading and would draw no frames and no
 * colours, although there is a terminal.
 */
async function loadOutsideCi<A>(load: () => Promise<A>): Promise<A> {
  const kept = CI.filter((name) => name in process.env).map((name) => [name, process.env[name]] as const);
  for (const name of CI) Reflect.deleteProperty(process.env, name);
  try {
    return await load();
  } finally {
    Object.assign(process.env, Object.fromEntries(kept));
  }
}
