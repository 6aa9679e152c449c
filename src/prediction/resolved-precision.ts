import { defer, map, type Observable } from 'rxjs';
import { at, type Capabilities, type PrecisionOption, type ResolvedPrecision } from '../core/index.ts';
import { bfloat16Gain, engineInfo } from '../engine/index.ts';

/** A gain that outweighs the differences between measurements. */
const ENOUGH = 1.1;

/**
 * Emits the precision to compute in: `auto` is bfloat16 if a measurement of a second shows a gain, else float32. Of several
 * processes, process 0 measures.
 *
 * @param requested of bfloat16, a notice says if it is slower here
 * @param measure returns how many times as fast bfloat16 is as float32
 * @category Running an experiment
 */
export const resolvedPrecision = (
  requested: PrecisionOption,
  { collective, now }: Pick<Capabilities, 'collective' | 'now'>,
  measure = bfloat16Gain,
): Observable<ResolvedPrecision> =>
  defer(() => {
    const isKnown = requested === 'float32' || requested === 'float16';
    const gain = isKnown || collective.rank > 0 ? 0 : measure(now);
    // Also a process that need not know takes part: others may have been started with another precision.
    return collective.broadcast$(new Uint8Array(Float64Array.of(gain).buffer)).pipe(
      map((bytes) => at(new Float64Array(bytes.slice().buffer), 0)),
      map((found) =>
        isKnown
          ? { precision: requested, notice: requested === 'float16' ? ofFloat16() : null }
          : resultOf(requested === 'auto', found),
      ),
    );
  });

function resultOf(isAuto: boolean, gain: number): ResolvedPrecision {
  const speed =
    gain === 0
      ? 'this device cannot compute in bfloat16'
      : Math.abs(gain - 1) < 0.05
        ? 'bfloat16 is about as fast as float32 here'
        : gain >= 1
          ? `bfloat16 is about ${rounded(gain)} times as fast as float32 here`
          : `bfloat16 takes about ${rounded(1 / gain)} times as long as float32 here`;
  if (isAuto) {
    const precision = gain >= ENOUGH ? 'bfloat16' : 'float32';
    return { precision, notice: `precision ${precision}: ${speed}` };
  }
  return { precision: 'bfloat16', notice: gain >= 1 ? null : `${speed}: use --precision float32` };
}

/** Returns a ratio in as many digits as a short measurement has. */
const rounded = (ratio: number): string => (ratio < 5 ? ratio.toFixed(1) : String(Math.round(ratio)));

const ofFloat16 = (): string | null =>
  engineInfo().device === 'gpu' ? null : 'float16 is for GPUs: on a processor, --precision float32 is faster';
