import { concat, concatMap, defer, filter, map, of, range, takeWhile, tap, type Observable } from 'rxjs';
import {
  badData,
  imageCount,
  MillraceError,
  requireOption,
  requirePositiveInteger,
  type ItemFault,
  type LrFound,
  type LrStep,
  type Notice,
  type Step,
} from '../core/index.ts';
import { usingDisposable } from '../flow/index.ts';
import { stopOnSkipped } from '../metrics/index.ts';
import {
  lrFinder,
  minimum,
  restore,
  slide,
  snapshot,
  startFit,
  steep,
  valley,
  type FreezeOptions,
  type LrFinder,
  type LrFinderOptions,
  type LrFinderState,
  type TrainState,
} from '../nn/index.ts';
import type { FeatureMemory } from './frozen-features.ts';
import type { FitContext } from './hook.ts';
import { Numbers } from './hooks/numbers.ts';
import { lastGroupAlone } from './last-group.ts';
import type { Phase, RunContext } from './phase.ts';
import { withSameState } from './same-state.ts';
import { stepsPerEpoch } from './steps-per-epoch.ts';
import { trainEpoch, type TrainEpochOptions } from './train-epoch.ts';

const NAME = 'lrFind';

/** Options of {@link lrFind}. */
export interface LrFindOptions extends LrFinderOptions, FreezeOptions {
  /** Whether only the last parameter group is trained, as after fastai's freeze; false by default. */
  readonly freeze?: boolean;
}

type Frozen = Pick<TrainEpochOptions, 'trainableGroups' | 'frozenBatchNorm'>;

/**
 * Returns a phase that searches for a learning rate: fastai's lr_find (Smith, 2015). It trains on up to `numIt` batches while
 * the rate grows, with the learner's hooks of batches and gradients, and then puts the weights back: a fit after it has
 * the metrics of one without it. `fitOneCycle(5, 'auto')` takes the rate of fastai's valley.
 *
 * Emits an {@link LrStep} for each step and an {@link LrFound} at the end. Throws BadOption unless `startLr` is above 0,
 * `endLr` above `startLr`, and `numIt` a positive integer; the phase errors with BadData without a full training batch,
 * and with TooManyBadItems.
 *
 * @param options with fastai's defaults
 * @category Phases
 */
export const lrFind = ({ freeze = false, frozenBatchNorm, ...options }: LrFindOptions = {}): Phase => {
  const { startLr = 1e-7, endLr = 10, numIt = 100 } = options;
  requireOption(startLr > 0, `${NAME} startLr`, 'a number above 0', startLr);
  requireOption(endLr > startLr && endLr < Infinity, `${NAME} endLr`, 'a number above startLr', endLr);
  requirePositiveInteger(`${NAME} numIt`, numIt);
  return {
    name: `${NAME}()`,
    kind: 'search',
    epochs: 0,
    run: (context) =>
      defer(() => {
        const trainableGroups = freeze ? lastGroupAlone(context) : undefined;
        return withSameState(
          context,
          search(context, lrFinder(options), { trainableGroups, frozenBatchNorm }),
        );
      }),
  };
};

/** Returns the rate that the last search of a run found. Throws BadOption if there was none, BadData if it found none. */
export function foundRate({ memory }: TrainState, where: string): number {
  requireOption(memory.has(NAME), where, 'a number, or lrFind() before the fit', 'auto');
  const { rate } = rateOf(memory).values;
  if (Number.isFinite(rate)) return rate;
  throw new MillraceError(
    badData(
      `${NAME}()`,
      'a loss that can be followed over more steps',
      'one that grew at once',
      'Check the images and labels, or give --lr.',
    ),
  );
}

const rateOf = (memory: TrainState['memory']): Numbers<'rate'> =>
  memory.of(NAME, () => new Numbers({ rate: NaN }));

/** Emits the steps of the search, then its result. Whatever happens, the weights are put back. */
const search = (
  context: RunContext,
  finder: LrFinder,
  frozen: Frozen,
): Observable<LrStep | LrFound | ItemFault | Notice> =>
  usingDisposable(
    () => restoring(context.state),
    (before) => {
      let state = finder.start;
      const steps = sweep(context, finder, frozen).pipe(
        map((event) => {
          if (event._tag !== 'Step') return event;
          state = finder.add(state, event.loss, event.learningRate);
          return lrStep(event, state, finder);
        }),
        takeWhile(({ _tag }) => _tag !== 'LrStep' || !state.done, true),
        tap(() => {
          context.agreement.settle();
        }),
      );
      const found = defer(() => {
        before[Symbol.dispose]();
        const result = resultOf(finder, state);
        rateOf(context.state.memory).values = { rate: result.valley ?? NaN };
        return of(result);
      });
      return concat(steps, found);
    },
  );

/** Trains at growing rates, over as many epochs as the search needs. */
function sweep(context: RunContext, finder: LrFinder, frozen: Frozen): Observable<Step | ItemFault | Notice> {
  const { learner, files, data, state, phase } = context;
  const share = data.batchSize / context.world.collective.size;
  const perEpoch = stepsPerEpoch(files, data.batchSize, { network: state.model.network, share });
  const epochs = Math.ceil(finder.steps / perEpoch);
  const fit: FitContext = {
    ...context,
    name: `${NAME}()`,
    epochs,
    stepsPerEpoch: perEpoch,
    schedule: finder.schedule,
    rng: context.rng.at(NAME, phase),
  };
  // Other parts of hooks, such as saving or an early end, are not for a search.
  const hooks = learner.hooks.map(({ name, batches, gradients, gradientOrder }) => ({
    name,
    ...(batches === undefined ? {} : { batches }),
    ...(gradients === undefined ? {} : { gradients }),
    ...(gradientOrder === undefined ? {} : { gradientOrder }),
  }));
  const features: FeatureMemory = {};
  startFit(state);
  return range(0, epochs).pipe(
    concatMap((epoch) =>
      trainEpoch({ ...fit, epoch, firstStep: 0 }, { hooks, totalSteps: finder.steps, features, ...frozen }),
    ),
    filter((event) => event._tag !== 'Profile'),
    stopOnSkipped<Step | ItemFault | Notice>({ total: imageCount(files) }),
  );
}

const lrStep = (
  { count, loss, learningRate, imagesPerSecond, memory }: Step,
  { lrs, losses }: LrFinderState,
  { steps }: LrFinder,
): LrStep => ({
  _tag: 'LrStep',
  step: Number.isFinite(loss) ? lrs.length - 1 : lrs.length,
  steps,
  count,
  learningRate,
  loss,
  smoothLoss: Number.isFinite(loss) ? (losses.at(-1) ?? loss) : loss,
  imagesPerSecond,
  memory,
});

function resultOf(finder: LrFinder, state: LrFinderState): LrFound {
  const curve = finder.curve(state);
  return {
    _tag: 'LrFound',
    minimum: minimum(curve),
    steep: steep(curve),
    valley: valley(curve),
    slide: slide(curve),
  };
}

/** Restores the state, once, when it is disposed. */
function restoring(state: TrainState): Disposable {
  const before = snapshot(state);
  let isDone = false;
  return {
    [Symbol.dispose]: () => {
      if (isDone) return;
      isDone = true;
      restore(state, before);
    },
  };
}
