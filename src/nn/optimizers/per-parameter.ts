import { at, MillraceError, brokenInvariant, type StateArray, type StateDict } from '../../core/index.ts';
import { tf, type Tensor, type Variable } from '../../engine/index.ts';
import type { HyperParameters } from '../schedules/index.ts';
import {
  runStep,
  type Optimizer,
  type OptimizerFactory,
  type OptimizerStep,
  type TrainableParameter,
} from './optimizer.ts';
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
  /** Returns the numbers that change from step to step; `update` receives them as scalars. */
  readonly numbers: (step: ParameterStep) => readonly number[];
  /** Names the ops of a step, if they are not the same in all steps. */
  readonly variant?: (step: ParameterStep) => string;
  /** Updates the variable and its averages in place; borrows all arguments. */
  readonly update: (
    variable: Variable,
    averages: readonly Variable[],
    gradient: Tensor,
    numbers: readonly Tensor[],
    variant: string,
  ) => void;
}

/** The state of one parameter. */
interface ParameterState {
  readonly averages: readonly Variable[];
  step: number;
}

/** The numbers of a step, which several parameters share. */
interface Kind {
  /** Its position among the kinds of the step. */
  readonly index: number;
  /** What decoupled weight decay multiplies weights by. */
  readonly kept: number;
  readonly numbers: readonly number[];
  readonly variant: string;
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
    runStep(
      this.begin(
        gradients.map((gradient) => gradient !== null),
        hyper,
      ),
      gradients,
    );
  }

  begin(trained: readonly boolean[], hyper: HyperParameters): OptimizerStep {
    const { parameters, rule } = this;
    if (trained.length !== parameters.length)
      throw new MillraceError(
        brokenInvariant('Optimizer.apply', `${parameters.length} gradients`, `${trained.length}`),
      );
    const momentum = hyper.momentum ?? rule.mom;
    // Parameters with equal numbers share them: those of a group that were trained equally often.
    const kinds = new Map<string, Kind>();
    const all = parameters.flatMap((parameter, position) => {
      if (!at(trained, position)) return [];
      const state = this.stateOf(parameter.name, parameter.variable);
      const step = { learningRate: rateOf(hyper, parameter), momentum, step: state.step + 1 };
      const id = `${hyper.learningRates.length === 1 ? 0 : parameter.group} ${step.step}`;
      const kind = kinds.get(id) ?? this.kindOf(step, kinds.size);
      kinds.set(id, kind);
      return [{ parameter, position, state, kind }];
    });
    const size = 1 + (all[0]?.kind.numbers.length ?? 0);
    return {
      key: JSON.stringify(all.map(({ position, kind: { index, variant } }) => [position, index, variant])),
      numbers: [...kinds.values()].flatMap(({ kept, numbers }) => [kept, ...numbers]),
      variables: all.flatMap(({ state }) => state.averages),
      update: (gradients, scalars) => {
        for (const { parameter, position, state, kind } of all) {
          const [kept, ...numbers] = scalars.slice(kind.index * size, (kind.index + 1) * size);
          const update = (gradient: Tensor): void => {
            rule.update(parameter.variable, state.averages, gradient, numbers, kind.variant);
          };
          this.decay(parameter, at(gradients, position), kept, update);
        }
      },
      end: () => {
        for (const { state } of all) state.step++;
      },
    };
  }

  reset(): void {
    for (const { averages } of this.states.values())
      for (const average of averages) average[Symbol.dispose]();
    this.states.clear();
  }

  save(): StateDict {
    return new Map(
      [...this.states].flatMap(([name, { averages, step }]): (readonly [string, StateArray])[] =>
        // A step that did not end has left no trace.
        step === 0
          ? []
          : [
              ...this.rule.averages.map((key, i) => [`${name}/${key}`, copyOut(at(averages, i))] as const),
              [`${name}/step`, countArray(step)],
            ],
      ),
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

  private kindOf(step: ParameterStep, index: number): Kind {
    const { rule } = this;
    const kept = 1 - step.learningRate * rule.wd;
    return { index, kept, numbers: rule.numbers(step), variant: rule.variant?.(step) ?? '' };
  }

  /** Updates a parameter after its weight decay. */
  private decay(
    { variable, decays }: TrainableParameter,
    gradient: Tensor | null,
    kept: Tensor | undefined,
    update: (gradient: Tensor) => void,
  ): void {
    if (gradient === null || kept === undefined)
      throw new MillraceError(brokenInvariant('Optimizer', 'a gradient of each trained parameter', 'none'));
    const { wd, decoupleWd } = this.rule;
    if (!decays || wd === 0) update(gradient);
    else if (decoupleWd) {
      variable.scale(kept);
      update(gradient);
    } else {
      const penalized = tf.tidy(() => tf.add(gradient, tf.mul(variable.read(), wd)));
      update(penalized);
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
