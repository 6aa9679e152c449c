import { defer, switchMap, type OperatorFunction } from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import type { DashboardConfig } from './app.tsx';

export type { DashboardConfig } from './app.tsx';

/**
 * Shows metrics as a dashboard, until they end; see `drawn`. Ink and React are loaded when it is subscribed: a
 * command that prints three lines does not wait for them.
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
      // React's development build keeps a measurement of every frame for ever.
      process.env['NODE_ENV'] ??= 'production';
      return loadedOutsideCi(() => import('./app.tsx'));
    }).pipe(switchMap(({ drawn }) => metrics.pipe(drawn(config))));

const CI = ['CI', 'CONTINUOUS_INTEGRATION'];

/** Where CI is set, Ink and chalk decide as they are loaded that nobody looks: no frames, no colours. Here is a terminal. */
async function loadedOutsideCi<A>(load: () => Promise<A>): Promise<A> {
  const kept = CI.filter((name) => name in process.env).map((name) => [name, process.env[name]] as const);
  for (const name of CI) Reflect.deleteProperty(process.env, name);
  try {
    return await load();
  } finally {
    Object.assign(process.env, Object.fromEntries(kept));
  }
}
