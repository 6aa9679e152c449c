import { valueAt, type StateDict } from '../../core/index.ts';
import type { Tensor, Variable } from '../../engine/index.ts';
import type { HyperParameters } from '../schedules/index.ts';
import type { Optimizer, OptimizerFactory, OptimizerStep, TrainableParameter } from './optimizer.ts';
import { copyOut, countArray, createVariable, requireArray, requireCount } from './state-arrays.ts';

/** Options of {@link lookahead}: fastai's arguments. */
export interface LookaheadOptions {
  /** Steps between two updates of the slow weights, at least 1; default 6. */
  readonly k?: number;
  /** The fraction of the way that slow weights move towards the fast ones, 0..1; default 0.5. */
  readonly alpha?: number;
}

/**
 * Wraps an optimizer of fast weights, which slow weights follow (Zhang et al., 2019): fastai's Lookahead.
 *
 * Every k-th step sets slow += alpha · (fast − slow), then fast = slow.
 *
 * @param inner the optimizer of the fast weights
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const lookahead =
  (inner: OptimizerFactory, { k = 6, alpha = 0.5 }: LookaheadOptions = {}): OptimizerFactory =>
  (parameters) =>
    new Lookahead(inner(parameters), parameters, k, alpha);

const COUNT = 'lookahead/count';
const slowName = (name: string): string => `${name}/slow_weights`;

class Lookahead implements Optimizer {
  private readonly inner: Optimizer;
  private readonly parameters: readonly TrainableParameter[];
  private readonly k: number;
  private readonly alpha: number;
  private readonly slow = new Map<string, Variable>();
  private count = 0;

  constructor(inner: Optimizer, parameters: readonly TrainableParameter[], k: number, alpha: number) {
    this.inner = inner;
    this.parameters = parameters;
    this.k = k;
    this.alpha = alpha;
  }

  apply(gradients: readonly (Tensor | null)[], hyper: HyperParameters): void {
    this.copyWeights();
    this.inner.apply(gradients, hyper);
    this.end();
  }

  begin(trained: readonly boolean[], hyper: HyperParameters): OptimizerStep | null {
    const step = this.inner.begin?.(trained, hyper) ?? null;
    if (step === null) return null;
    this.copyWeights();
    return {
      ...step,
      end: () => {
        step.end();
        this.end();
      },
    };
  }

  reset(): void {
    this.inner.reset();
    this.clearSlow();
    this.count = 0;
  }

  save(): StateDict {
    if (this.count === 0) return new Map();
    const slow = [...this.slow].map(([name, variable]) => [slowName(name), copyOut(variable)] as const);
    return new Map([...this.inner.save(), ...slow, [COUNT, countArray(this.count)]]);
  }

  restore(state: StateDict): void {
    const started = state.size > 0;
    const found = (started ? this.parameters : []).map(({ name, variable: { shape } }) => ({
      name,
      shape,
      data: requireArray(state, slowName(name), shape),
    }));
    const count = started ? requireCount(state, COUNT) : 0;
    const own = new Set([COUNT, ...found.map(({ name }) => slowName(name))]);
    this.inner.restore(new Map([...state].filter(([name]) => !own.has(name))));
    this.clearSlow();
    for (const { name, shape, data } of found) this.slow.set(name, createVariable(shape, data));
    this.count = count;
  }

  [Symbol.dispose](): void {
    this.reset();
    this.inner[Symbol.dispose]();
  }

  private clearSlow(): void {
    for (const variable of this.slow.values()) variable[Symbol.dispose]();
    this.slow.clear();
  }

  /** The slow weights begin with those before the first step. */
  private copyWeights(): void {
    if (this.count > 0) return;
    this.clearSlow();
    for (const { name, variable } of this.parameters) this.slow.set(name, variable.copy());
  }

  private end(): void {
    this.count++;
    if (this.count % this.k === 0) this.synchronize();
  }

  private synchronize(): void {
    for (const { name, variable } of this.parameters) {
      const slow = valueAt(this.slow, name);
      slow.moveTowards(variable, this.alpha);
      variable.moveTowards(slow, 1);
    }
  }
}
