import { concat, defer, of, take, takeWhile } from 'rxjs';
import { formatDuration, requireOption, type FitEnded, type StateDict } from '../../core/index.ts';
import type { HookMemory } from '../../nn/index.ts';
import type { FitContext, Hook } from '../hook.ts';
import { endedEarly } from './ended-early.ts';

/**
 * Ends training after the given time, counted from the start of the first fit; pauses do not count.
 *
 * ```text
 * source      s---s---s|     the steps of an epoch, a column per second; seconds 4
 * output      s---(s|)       the first step after the limit is the last
 * ```
 *
 * That epoch is still validated and saved, so the run takes longer than the limit; then the fit ends with FitEnded. All
 * fits of a run share the limit: later ones are skipped, with FitEnded after PhaseStarted; predictions, as of `tta`, are
 * made. A resumed run has the whole time again.
 *
 * Throws BadOption unless `seconds` is a positive number.
 *
 * @param seconds above 0
 * @category Hooks
 */
export const timeLimit = (seconds: number): Hook => {
  const name = 'timeLimit';
  requireOption(seconds > 0 && seconds < Infinity, `${name} seconds`, 'a positive number', seconds);
  const reason = `the time limit of ${formatDuration(seconds)} was reached`;
  // All processes read the same clock, and decide alike.
  const isReached = ({ state, agreement: { now } }: FitContext): boolean => {
    const { startedAt } = state.memory.of(name, () => new StartTime(now()));
    return now() - startedAt >= 1000 * seconds;
  };
  return {
    name,
    steps: (epoch) => takeWhile(({ _tag }) => _tag !== 'Step' || !isReached(epoch), true),
    epochs: (fit) => (metrics) =>
      defer(() => {
        if (!isReached(fit)) return metrics.pipe(endedEarly(fit, () => (isReached(fit) ? reason : null)));
        const skipped: FitEnded = { _tag: 'FitEnded', phase: fit.phase, epochs: 0, reason };
        return concat(metrics.pipe(take(1)), of(skipped));
      }),
  };
};

/** When the first fit of a run started, in milliseconds; not saved, as the clock of a resumed run is another one. */
class StartTime implements HookMemory {
  readonly startedAt: number;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  save(): StateDict {
    return new Map();
  }

  restore(): void {
    // Nothing is saved.
  }

  [Symbol.dispose](): void {
    // A number only.
  }
}
