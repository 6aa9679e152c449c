/**
 * The first thing a new user sees: the baseline on CIFAR-10's photographs, small enough for two cores.
 *
 *   npm start
 */
import type { Observable } from 'rxjs';
import type { Capabilities, Metric } from '../src/index.ts';
import { baseline } from './baseline.ts';
import type { TrainingOptions } from './training-options.ts';

export const quickstart = (world: Capabilities, options: TrainingOptions): Observable<Metric> =>
  baseline(world, options, 'quickstart');
