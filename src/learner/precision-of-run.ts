import type { Observable } from 'rxjs';
import type { Capabilities, PrecisionOption, ResolvedPrecision } from '../core/index.ts';
import { resolvedPrecision } from '../prediction/index.ts';
import type { RunIdentity } from './resumed-run.ts';

/**
 * Emits the precision of a run. A run that is resumed keeps that of its start, and nothing is measured or said again.
 *
 * @param saved the identity of the run that is resumed; empty for a new run
 */
export const precisionOfRun = (
  requested: PrecisionOption,
  world: Pick<Capabilities, 'collective' | 'now'>,
  { precision: found }: RunIdentity,
): Observable<ResolvedPrecision> =>
  requested === 'auto' && (found === 'float32' || found === 'bfloat16')
    ? resolvedPrecision(found, world, () => 1)
    : resolvedPrecision(requested, world, found === requested ? () => 1 : undefined);
