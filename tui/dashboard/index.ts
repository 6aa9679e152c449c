import { defer, from, switchMap, type OperatorFunction } from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import type { DashboardConfig } from './app.tsx';

export type { DashboardConfig } from './app.tsx';

/**
 * Shows metrics as a dashboard, until they end; see `drawn`. Ink and React are loaded when it is subscribed: a
 * command that prints three lines does not wait for them.
 */
export const dashboard =
  (config: DashboardConfig): OperatorFunction<Metric, never> =>
  (metrics) =>
    defer(() => {
      // React's development build keeps a measurement of every frame for ever.
      process.env['NODE_ENV'] ??= 'production';
      // Chalk, which colours for Ink, knows FORCE_COLOR only.
      if ((process.env['NO_COLOR'] ?? '') !== '') process.env['FORCE_COLOR'] ??= '0';
      return from(import('./app.tsx'));
    }).pipe(switchMap(({ drawn }) => metrics.pipe(drawn(config))));
