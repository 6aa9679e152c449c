import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Batch, EngineContext, ItemFault, Metric, Profile, Rng, Step } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import type { Schedule } from '../nn/index.ts';
import type { Gradients } from '../steps/index.ts';
import type { RunContext } from './phase.ts';
import type { Timed } from './step-profile.ts';

/** Returns the training steps of an epoch, with each operator wrapped, computed with the given settings of the engine. */
export type BuildSteps = (timed: Timed, engine: EngineContext) => Observable<Step | ItemFault>;

/** The fit that a hook takes part in. */
export interface FitContext extends Omit<RunContext, 'rng'> {
  /** For example `fitOneCycle(5, 0.003)`. */
  readonly name: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly schedule: Schedule;
  /** The random numbers of the phase. */
  readonly rng: Rng;
}

/** An epoch of a fit. */
export interface EpochContext extends FitContext {
  /** From 0. */
  readonly epoch: number;
  /** The position of the first step that is trained, from 0: greater in the epoch in which a run is resumed. */
  readonly firstStep: number;
}

/**
 * Takes part in every batch, gradient, step or epoch of a fit, and may change it: operators over the streams that a fit
 * consists of, and a function of its schedule.
 *
 * Completing `batches` or `steps` ends the training of the epoch; completing `epochs` ends the fit. What a hook keeps
 * from one step to the next belongs in `state.memory`, under its name: a run may be resumed after any step, and then its
 * hooks are subscribed anew. Hooks apply in the order of their list.
 *
 * @category Hooks
 */
export interface Hook {
  readonly name: string;
  /**
   * Called once per epoch. Returns its training steps, built with a function that wraps each of their operators by its
   * name, those of other hooks included: to measure them. Of several hooks with `around`, the last one is called.
   */
  readonly around?: (epoch: EpochContext, build: BuildSteps) => Observable<Step | ItemFault | Profile>;
  /** Subscribed once per epoch, after the batch transforms. Takes ownership of batches, and passes it on. */
  readonly batches?: (epoch: EpochContext) => MonoTypeOperatorFunction<Batch<Tensor4D>>;
  /**
   * Whether its `gradients` come before or after those of other hooks, wherever it is in the list. The first ones see the
   * gradients of this process; then those of all processes are added up.
   */
  readonly gradientOrder?: 'first' | 'last';
  /** Subscribed once per batch, between the gradients and the update. Takes ownership of gradients, and passes it on. */
  readonly gradients?: (epoch: EpochContext) => MonoTypeOperatorFunction<Gradients>;
  /** Subscribed once per epoch, after each update. */
  readonly steps?: (epoch: EpochContext) => MonoTypeOperatorFunction<Step | ItemFault>;
  /**
   * Subscribed once per epoch, over its row and the metrics that earlier hooks put before it. The next epoch starts when
   * the output completes: the place to save files, before the row is emitted.
   */
  readonly rows?: (epoch: EpochContext) => MonoTypeOperatorFunction<Metric>;
  /** Called once per epoch. Returns the schedule of its steps, for example `epoch.schedule` with lower rates. */
  readonly schedule?: (epoch: EpochContext) => Schedule;
  /** Subscribed once per fit, over all of its metrics. */
  readonly epochs?: (fit: FitContext) => MonoTypeOperatorFunction<Metric>;
}

/** Hooks in the order of their `gradients`. */
export interface GradientOrder {
  /** Those that see the gradients of this process, such as accumulation. */
  readonly first: readonly Hook[];
  /** Those that see the gradients of the whole batch; the last ones, such as clipping, at the end. */
  readonly others: readonly Hook[];
}

/** Returns hooks in the order of their `gradients`: accumulate, add up those of all processes, then the others, then clip. */
export function inGradientOrder(hooks: readonly Hook[]): GradientOrder {
  const of = (order: Hook['gradientOrder']) => hooks.filter(({ gradientOrder }) => gradientOrder === order);
  return { first: of('first'), others: [...of(undefined), ...of('last')] };
}

/** The hooks of a fit. */
export interface HookOptions {
  /** Take part in this fit, after those of the learner; none by default. */
  readonly hooks?: readonly Hook[];
}
