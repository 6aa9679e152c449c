import { tap } from 'rxjs';
import { requireOption, requireProbability, type StateDict } from '../../core/index.ts';
import { AVERAGE_PREFIX, type HookMemory, type Model, type TrainState } from '../../nn/index.ts';
import type { Hook } from '../hook.ts';
import { countIn, numberArrays, requireOnly } from './numbers.ts';

/** Options of {@link weightAverage}: timm's arguments, with its defaults but for `warmup`. */
export interface WeightAverageOptions {
  /** Whether the decay grows towards its full value, so that the first updates count less; default true. */
  readonly warmup?: boolean;
  /** A greater value warms up more slowly, above 0; default 1. */
  readonly warmupGamma?: number;
  /** A smaller value warms up more slowly, above 0; default 2/3. */
  readonly warmupPower?: number;
  /** The lowest decay of the warm-up, 0..1; default 0. */
  readonly minDecay?: number;
  /** Number of updates before which the average is a copy of the weights, from 0; default 0. */
  readonly updateAfterStep?: number;
  /** Whether to copy the buffers, such as batch norm's running statistics, instead of averaging them; default false. */
  readonly excludeBuffers?: boolean;
}

/** Returns the decay of an update, from 1, by timm's rule. */
export function averageDecay(
  decay: number,
  update: number,
  {
    warmup = true,
    warmupGamma = 1,
    warmupPower = 2 / 3,
    minDecay = 0,
    updateAfterStep = 0,
  }: WeightAverageOptions = {},
): number {
  const step = Math.max(0, update - updateAfterStep - 1);
  if (step === 0) return 0;
  if (!warmup) return decay;
  return Math.max(Math.min(1 - (1 + step / warmupGamma) ** -warmupPower, decay), minDecay);
}

const NAME = 'weightAverage';

/**
 * Returns a hook that averages the weights over the updates of a fit (exponential moving average, Polyak and Juditsky,
 * 1992): timm's ModelEmaV3. Validation, test-time augmentation and the saved model use the average; training continues
 * with the weights themselves.
 *
 * ```text
 * source      -s-t-|     training steps
 * output      -s-t-|     the same; after each update, average = d · average + (1 − d) · weights
 * ```
 *
 * The decay d grows from 0 to `decay` (`warmup`). Running statistics are averaged too. Each fit starts anew, with a copy
 * of the weights after its first step. A batch without an update, as with {@link accumulated}, changes nothing. Needs the
 * memory of one more model.
 *
 * Throws BadOption unless `decay` and `minDecay` are in 0..1, `warmupGamma` and `warmupPower` are above 0, and
 * `updateAfterStep` is an integer from 0.
 *
 * @param decay the weight of the average, 0..1, for example 0.999: the average of about the last 1,000 updates
 * @category Hooks
 */
export const weightAverage = (decay: number, options: WeightAverageOptions = {}): Hook => {
  const { warmupGamma = 1, warmupPower = 2 / 3, minDecay = 0, updateAfterStep = 0 } = options;
  requireProbability(`${NAME} decay`, decay);
  requireProbability(`${NAME} minDecay`, minDecay);
  for (const [name, value] of Object.entries({ warmupGamma, warmupPower }))
    requireOption(value > 0 && value < Infinity, `${NAME} ${name}`, 'a number above 0', value);
  requireOption(
    Number.isSafeInteger(updateAfterStep) && updateAfterStep >= 0,
    `${NAME} updateAfterStep`,
    'an integer from 0',
    updateAfterStep,
  );
  const averageOf = ({ memory, model }: TrainState): WeightAverage =>
    memory.of(NAME, () => new WeightAverage(model.copy()));
  return {
    name: NAME,
    steps: ({ state, phase }) =>
      tap(({ _tag }) => {
        if (_tag !== 'Step') return;
        const kept = averageOf(state);
        if (kept.phase !== phase) kept.start(state.model, phase);
        state.evaluated = kept.average;
        const { updates } = state.scalars;
        if (updates === kept.updates) return;
        kept.add(state.model, averageDecay(decay, updates, options), options);
        kept.updates = updates;
      }),
  };
};

/** An average of a model's weights. */
export class WeightAverage implements HookMemory {
  /** Owned. */
  readonly average: Model;
  /** The fit that it belongs to, by its position in the run. */
  phase = -1;
  /** The number of updates of that fit that it includes. */
  updates = 0;

  /** @param average the first weights; owned from now on */
  constructor(average: Model) {
    this.average = average;
  }

  /** Starts anew in a fit, with the weights of a model, borrowed. */
  start(model: Model, phase: number): void {
    this.add(model, 0);
    this.phase = phase;
    this.updates = 0;
  }

  /** Moves the average towards the weights of a model, borrowed; with decay 0 it becomes a copy. */
  add(model: Model, decay: number, { excludeBuffers = false }: WeightAverageOptions = {}): void {
    for (const [name, weight] of this.average.parameters) weight.moveTowards(model.variable(name), 1 - decay);
    for (const [name, buffer] of this.average.buffers)
      buffer.moveTowards(model.variable(name), excludeBuffers ? 1 : 1 - decay);
  }

  save(): StateDict {
    const weights = [...this.average.weights()].map(
      ([name, array]) => [`${AVERAGE_PREFIX}${name}`, array] as const,
    );
    return new Map([...numberArrays({ phase: this.phase, updates: this.updates }), ...weights]);
  }

  restore(arrays: StateDict): void {
    const [phase, updates] = [countIn(arrays, 'phase', -1), countIn(arrays, 'updates')];
    const weights = [...arrays].filter(([name]) => name.startsWith(AVERAGE_PREFIX));
    requireOnly(arrays, ['phase', 'updates', ...weights.map(([name]) => name)]);
    this.average.load(new Map(weights.map(([name, array]) => [name.slice(AVERAGE_PREFIX.length), array])));
    [this.phase, this.updates] = [phase, updates];
  }

  [Symbol.dispose](): void {
    this.average[Symbol.dispose]();
  }
}
