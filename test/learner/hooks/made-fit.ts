import type { FitContext, Hook } from '../../../src/learner/index.ts';
import { madeContext, madeData, madeLearner, meanColour } from '../made-run.ts';

/** Makes a fit of five epochs with a model of its own and the constant rate 0.1: `using fit = madeFit()`. */
export function madeFit(change: Partial<FitContext> = {}): FitContext & Disposable {
  const world = change.world === undefined ? {} : { world: change.world };
  const context = madeContext(madeLearner({}, madeData(), meanColour), world);
  return {
    ...context,
    name: 'made',
    epochs: 5,
    stepsPerEpoch: 2,
    schedule: () => ({ learningRates: [0.1], momentum: 0.9 }),
    ...change,
  };
}

/** Returns the operator of a hook over the metrics of a fit. */
export const epochsOf = (hook: Hook, fit: FitContext) => hook.epochs!(fit);

/** Returns the operator of a hook over the row of an epoch. */
export const rowsOf = (hook: Hook, fit: FitContext, epoch = 0) => hook.rows!({ ...fit, epoch, firstStep: 0 });

/** Returns the rates of a fit's steps as a hook changes them. */
export const ratesOf = (hook: Hook, fit: FitContext, epoch = 0): readonly number[] =>
  hook.schedule!({ ...fit, epoch, firstStep: 0 })(0).learningRates;
