import { at, MillraceError, brokenInvariant, type StateArray, type StateDict } from '../../core/index.ts';
import { Scalars, tf, type Tensor, type Variable } from '../../engine/index.ts';
import type { HyperParameters } from '../schedules/index.ts';
import type { Optimizer, OptimizerFactory, TrainableParameter } from './optimizer.ts';
import {
  copyOut,
  countArray,
  createVariable,
  rejectState,
  requireArray,
  requireCount,
} from './state-arrays.ts';

/** The hyperparameters of one step of one parameter. */
export interface ParameterStep {
  readonly learningRate: number;
  readonly momentum: number;
  /** Counts from 1, separately for each parameter. */
  readonly step: number;
}

/** How an optimizer updates one parameter. */
export interface UpdateRule {
  /** fastai's names of the running averages, in the order in which `update` receives them; they start at 0. */
  readonly averages: readonly string[];
  /** The momentum if it is not scheduled. */
  readonly mom: number;
  /** Weight decay, 0 for none. */
  readonly wd: number;
  /** True: p −= lr·wd·p before the step (Loshchilov and Hutter, 2019). False: wd·p is added to the gradient. */
  readonly decoupleWd: boolean;
  /** Updates the variable and its averages in place; borrows all arguments. */
  readonly update: (
    variable: Variable,
    averages: readonly Variable[],
    gradient: Tensor,
    step: ParameterStep,
    scalars: Scalars,
  ) => void;
}

/** The state of one parameter. */
interface ParameterState {
  readonly averages: readonly Variable[];
  step: number;
}

/** Returns an optimizer that updates each parameter separately, by the same rule. */
export const perParameter =
  (rule: UpdateRule): OptimizerFactory =>
  (parameters) =>
    new PerParameterOptimizer(rule, parameters);

class PerParameterOptimizer implements Optimizer {
  private readonly rule: UpdateRule;
  private readonly parameters: readonly TrainableParameter[];
  private readonly states = new Map<string, ParameterState>();

  constructor(rule: UpdateRule, parameters: readonly TrainableParameter[]) {
    this.rule = rule;
    this.parameters = parameters;
  }

  apply(gradients: readonly (Tensor | null)[], hyper: HyperParameters): void {
    if (gradients.length !== this.parameters.length)
      throw new MillraceError(
        brokenInvariant('Optimizer.apply', `${this.parameters.length} gradients`, `${gradients.length}`),
      );
    const momentum = hyper.momentum ?? this.rule.mom;
    using scalars = new Scalars();
    for (const [i, parameter] of this.parameters.entries()) {
      const gradient = at(gradients, i);
      if (gradient === null) continue;
      const rate = rateOf(hyper, parameter);
      this.updateParameter(parameter, gradient, { learningRate: rate, momentum }, scalars);
    }
  }

  reset(): void {
    for (const { averages } of this.states.values())
      for (const average of averages) average[Symbol.dispose]();
    this.states.clear();
  }

  save(): StateDict {
    return new Map(
      [...this.states].flatMap(([name, { averages, step }]): (readonly [string, StateArray])[] => [
        ...this.rule.averages.map((key, i) => [`${name}/${key}`, copyOut(at(averages, i))] as const),
        [`${name}/step`, countArray(step)],
      ]),
    );
  }

  restore(state: StateDict): void {
    const saved = this.parameters.filter(({ name }) => state.has(`${name}/step`));
    if (state.size !== saved.length * (this.rule.averages.length + 1))
      rejectState(
        `step, ${this.rule.averages.join(', ')} of parameters`,
        [...state.keys()].slice(0, 4).join(', '),
      );
    const found = saved.map(({ name, variable: { shape } }) => ({
      name,
      shape,
      step: requireCount(state, `${name}/step`),
      data: this.rule.averages.map((key) => requireArray(state, `${name}/${key}`, shape)),
    }));
    this.reset();
    for (const { name, shape, step, data } of found)
      this.states.set(name, { step, averages: data.map((values) => createVariable(shape, values)) });
  }

  [Symbol.dispose](): void {
    this.reset();
  }

  private updateParameter(
    { name, variable, decays }: TrainableParameter,
    gradient: Tensor,
    hyper: Omit<ParameterStep, 'step'>,
    scalars: Scalars,
  ): void {
    const { rule } = this;
    const state = this.stateOf(name, variable);
    state.step++;
    const step = { ...hyper, step: state.step };
    if (!decays || rule.wd === 0) rule.update(variable, state.averages, gradient, step, scalars);
    else if (rule.decoupleWd) {
      variable.scale(1 - hyper.learningRate * rule.wd, scalars);
      rule.update(variable, state.averages, gradient, step, scalars);
    } else {
      const penalized = tf.tidy(() => tf.add(gradient, tf.mul(variable.read(), rule.wd)));
      rule.update(variable, state.averages, penalized, step, scalars);
      penalized.dispose();
    }
  }

  private stateOf(name: string, { shape }: Variable): ParameterState {
    const existing = this.states.get(name);
    if (existing !== undefined) return existing;
    const state = { averages: this.rule.averages.map(() => createVariable(shape)), step: 0 };
    this.states.set(name, state);
    return state;
  }
}

function rateOf({ learningRates }: HyperParameters, { name, group }: TrainableParameter): number {
  const rate = learningRates.length === 1 ? learningRates[0] : learningRates[group];
  if (rate !== undefined) return rate;
  throw new MillraceError(
    brokenInvariant(
      'Optimizer.apply',
      `a learning rate for group ${group} (of ${name})`,
      `${learningRates.length} rates`,
    ),
  );
}
