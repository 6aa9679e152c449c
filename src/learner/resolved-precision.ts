import { concatMap, defer, map, of, type Observable } from 'rxjs';
import { at, type Capabilities, type Precision } from '../core/index.ts';
import { bfloat16Gain } from '../engine/index.ts';
import type { RunIdentity } from './resumed-run.ts';

/**
 * A precision, and what is to be said about it.
 *
 * @category Running an experiment
 */
export interface ResolvedPrecision {
  readonly precision: Precision;
  /** Null if there is nothing to say. */
  readonly notice: string | null;
}

/** A gain that outweighs the differences between measurements. */
const ENOUGH = 1.1;

/** The entry of a run's identity that holds the precision found by measuring. */
const FOUND = 'precision found';

/**
 * Emits the precision of a run: `auto` is bfloat16 if a measurement of a second shows a gain, else float32. Of several
 * processes, process 0 measures. A run that is resumed keeps what was found at its start.
 *
 * @param requested of bfloat16, a notice says if it is slower here
 * @param saved the identity of the run that is resumed
 * @param measure returns how many times as fast bfloat16 is as float32
 * @category Running an experiment
 */
export const resolvedPrecision = (
  requested: Precision | 'auto',
  { collective, now }: Pick<Capabilities, 'collective' | 'now'>,
  saved: RunIdentity = {},
  measure = bfloat16Gain,
): Observable<ResolvedPrecision> =>
  defer(() => {
    const known = knownPrecision(requested, saved);
    if (known !== null) return of({ precision: known, notice: null });
    return of(null).pipe(
      map(() => (collective.rank === 0 ? measure(now) : 0)),
      concatMap((gain) =>
        collective
          .broadcast$(new Uint8Array(Float64Array.of(gain).buffer))
          .pipe(map((bytes) => at(new Float64Array(bytes.slice().buffer), 0))),
      ),
      map((gain) => resultOf(requested === 'auto', gain)),
    );
  });

/** Returns the precision if it need not be measured, else null. */
function knownPrecision(requested: Precision | 'auto', saved: RunIdentity): Precision | null {
  if (requested === 'float32' || requested === 'float16') return requested;
  const found = saved[FOUND];
  return requested === 'auto' && (found === 'float32' || found === 'bfloat16') ? found : null;
}

/** Returns what a run's identity says of its precision. */
export const identityOfPrecision = (requested: Precision | 'auto', found: Precision): RunIdentity =>
  requested === 'auto' ? { [FOUND]: found } : {};

function resultOf(isAuto: boolean, gain: number): ResolvedPrecision {
  const speed =
    gain === 0
      ? 'this device cannot compute in bfloat16'
      : gain >= 1
        ? `bfloat16 is ${gain.toFixed(1)} times as fast as float32 here`
        : `bfloat16 takes ${(1 / gain).toFixed(1)} times as long as float32 here`;
  if (isAuto) {
    const precision = gain >= ENOUGH ? 'bfloat16' : 'float32';
    return { precision, notice: `precision ${precision}: ${speed}` };
  }
  return { precision: 'bfloat16', notice: gain >= 1 ? null : `${speed}: use --precision float32` };
}
