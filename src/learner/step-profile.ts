import { concat, defer, of, tap, type Observable, type OperatorFunction } from 'rxjs';
import type { Capabilities, Profile, ProfilePart } from '../core/index.ts';
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
export interface ProfiledConfig extends Pick<Capabilities, 'now' | 'profile'> {
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
}

/**
 * Emits the training steps of an epoch and, if `profile` is set, a {@link Profile} of their time.
 *
 * ```text
 * source      -s-t-|       s, t training steps
 * output      -s-t-(p|)    p the profile
 * ```
 *
 * @param config the position of the epoch, the clock, and the switch
 * @param steps returns the stream; wrap its operators in the function it receives
 * @category Training and evaluation steps
 */
export const profiled = <A>(
  { profile, now, phase, epoch }: ProfiledConfig,
  steps: (timed: Timed) => Observable<A>,
): Observable<A | Profile> =>
  profile
    ? usingDisposable(
        () => new StepProfile(now),
        (times) =>
          concat(
            steps(times.timed),
            defer(() => of<Profile>({ _tag: 'Profile', phase, epoch, ...times.result() })),
          ),
      )
    : steps(untimed);

/** The last operator: it works once a step. */
const STEP = 'trainStep';

/** The times of operators that work while they are called, as those on tensors do, and of the engine's kernels. */
class StepProfile implements Disposable {
  private readonly now: () => number;
  private readonly begun: number;
  private readonly kernels: KernelTimes;
  private readonly parts = new Map<string, { calls: number; seconds: number }>();

  constructor(now: () => number) {
    this.now = now;
    this.begun = now();
    this.kernels = new KernelTimes(now);
  }

  /** From the latest value (or the end) that came, which is what it was called with, to each that it makes of it. */
  readonly timed: Timed = (name, operator) => (source) =>
    defer(() => {
      const part = { calls: 0, seconds: 0 };
      this.parts.set(name, this.parts.get(name) ?? part);
      let called = 0;
      const call = (): void => {
        called = this.now();
      };
      return source.pipe(
        tap({ next: call, complete: call }),
        operator,
        tap(() => {
          this.add(name, (this.now() - called) / 1000);
        }),
      );
    });

  result(): Pick<Profile, 'steps' | 'seconds' | 'operators' | 'kernels'> {
    const seconds = (this.now() - this.begun) / 1000;
    const measured = [...this.parts].map(([name, part]): ProfilePart => ({ name, ...part }));
    const rest = measured.reduce((left, part) => left - part.seconds, seconds);
    const steps = this.parts.get(STEP)?.calls ?? 0;
    return {
      steps,
      seconds,
      operators: [{ name: 'decoded', calls: steps, seconds: Math.max(0, rest) }, ...inOrder(measured)],
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

  private add(name: string, seconds: number): void {
    const part = this.parts.get(name) ?? { calls: 0, seconds: 0 };
    this.parts.set(name, { calls: part.calls + 1, seconds: part.seconds + seconds });
  }
}

const ORDER = ['collated', 'batchTransformed', 'mixed', STEP];

const inOrder = (parts: readonly ProfilePart[]): readonly ProfilePart[] =>
  [...parts].sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
