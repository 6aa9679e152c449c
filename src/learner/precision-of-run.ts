import { of, type Observable } from 'rxjs';
import type { Capabilities, Precision, ResolvedPrecision } from '../core/index.ts';
import { resolvedPrecision } from '../prediction/index.ts';
import type { RunIdentity } from './resumed-run.ts';

/** The entry of a run's identity that holds the precision found by measuring. */
const FOUND = 'precision found';

/**
 * Emits the precision of a run: a run that is resumed keeps what was found at its start, and says nothing.
 *
 * @param saved the identity of the run that is resumed
 */
export const precisionOfRun = (
  requested: Precision | 'auto',
  world: Pick<Capabilities, 'collective' | 'now'>,
  saved: RunIdentity,
): Observable<ResolvedPrecision> => {
  const found = saved[FOUND];
  return requested === 'auto' && (found === 'float32' || found === 'bfloat16')
    ? of({ precision: found, notice: null })
    : resolvedPrecision(requested, world);
};

/** Returns what a run's identity says of its precision. */
export const identityOfPrecision = (requested: Precision | 'auto', found: Precision): RunIdentity =>
  requested === 'auto' ? { [FOUND]: found } : {};
