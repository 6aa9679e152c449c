import { concat, defer, of, tap, type Observable, type OperatorFunction } from 'rxjs';
import type { Capabilities, EngineContext, Profile, ProfilePart } from '../core/index.ts';
import { KernelTimes } from '../engine/index.ts';
import { usingDisposable } from '../flow/index.ts';

/** Returns an equivalent operator whose duration is measured under `name`. */
export type Timed = <A, B>(name: string, operator: OperatorFunction<A, B>) => OperatorFunction<A, B>;

/**
 * Returns the operator unchanged: nothing is measured.
 *
 * @category Training and evaluation steps
 */
export const untimed: Timed = (_, operator) => operator;

/** Options of {@link profiled}. */
export interface ProfiledConfig extends Pick<Capabilities, 'now' | 'profile' | 'engine'> {
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
}

/**
 * Emits the training steps of an epoch and, if `profile` is true, a {@link Profile} of their time.
 *
 * ```text
 * source      -s-t-|       s, t training steps
 * output      -s-t-(p|)    p the profile
 * ```
 *
 * @param config the position of the epoch, the clock, the engine's settings, and whether to profile
 * @param steps returns the stream; wrap its operators in the function it receives, and run them with the settings it
 *   receives, so that a graph does not hide its kernels
 * @category Training and evaluation steps
 */
export const profiled = <A>(
  { profile, now, engine, phase, epoch }: ProfiledConfig,
  steps: (timed: Timed, engine: EngineContext) => Observable<A>,
): Observable<A | Profile> =>
  profile
    ? usingDisposable(
        () => new StepProfile(now),
        (times) =>
          concat(
            steps(times.timed, { ...engine, opByOp: true }),
            defer(() => of<Profile>({ _tag: 'Profile', phase, epoch, ...times.result() })),
          ),
      )
    : steps(untimed, engine);

/** The last operator, called once per step. */
const STEP = 'trainStep';

interface Part {
  calls: number;
  seconds: number;
}

/** Measures synchronous operators, such as those on tensors, and the engine's kernels. */
class StepProfile implements Disposable {
  private readonly now: () => number;
  private readonly startedAt: number;
  private readonly kernels: KernelTimes;
  private readonly parts = new Map<string, Part>();

  constructor(now: () => number) {
    this.now = now;
    this.startedAt = now();
    this.kernels = new KernelTimes(now);
  }

  /** Measures from each value (or the completion) that reaches the operator to the values it emits in response. */
  readonly timed: Timed = (name, operator) => (source) =>
    defer(() => {
      const part = this.parts.get(name) ?? { calls: 0, seconds: 0 };
      this.parts.set(name, part);
      let calledAt = 0;
      const call = (): void => {
        calledAt = this.now();
      };
      return source.pipe(
        tap({ next: call, complete: call }),
        operator,
        tap(() => {
          part.calls++;
          part.seconds += (this.now() - calledAt) / 1000;
        }),
      );
    });

  result(): Pick<Profile, 'steps' | 'seconds' | 'operators' | 'kernels'> {
    const seconds = (this.now() - this.startedAt) / 1000;
    // The last operator of a pipe is subscribed first.
    const measured = [...this.parts].map(([name, part]): ProfilePart => ({ name, ...part })).reverse();
    const rest = measured.reduce((left, part) => left - part.seconds, seconds);
    const steps = this.parts.get(STEP)?.calls ?? 0;
    return {
      steps,
      seconds,
      operators: [{ name: 'decoded', calls: steps, seconds: Math.max(0, rest) }, ...measured],
      kernels: this.kernels.take().map(({ kernel, calls, milliseconds }) => ({
        name: kernel,
        calls,
        seconds: milliseconds / 1000,
      })),
    };
  }

  [Symbol.dispose](): void {
    this.kernels[Symbol.dispose]();
  }
}
