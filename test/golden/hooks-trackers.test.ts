import { concatMap, defer, from, of } from 'rxjs';
import { expect, test } from 'vitest';
import type { EpochRow, Metric } from '../../src/core/index.ts';
import { piped } from '../../src/flow/index.ts';
import { earlyStopping, reduceOnPlateau, saveBest, type Hook } from '../../src/learner/index.ts';
import { madeWorld } from '../learner/made-world.ts';
import { epochsOf, madeFit, ratesOf, rowsOf } from '../learner/hooks/made-fit.ts';
import { goldenCases } from '../support/golden.ts';
import { made } from '../support/made-metrics.ts';

/** Infinities and NaN are strings. */
type Value = number | 'nan' | 'inf' | '-inf';

interface Options {
  readonly monitor: string;
  readonly comp?: 'less' | 'greater' | null;
  readonly min_delta: number;
  readonly patience: number;
}

interface Reduction extends Options {
  readonly factor: number;
  readonly min_lr: number;
}

const named: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
const numberOf = (value: Value): number => (typeof value === 'number' ? value : named[value]!);

const rowOf = (epoch: number, values: Readonly<Record<string, Value>>): EpochRow => {
  const { valid_loss: loss = 1, ...scores } = values;
  return made.epochRow({
    epoch,
    validLoss: numberOf(loss),
    scores: Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, numberOf(value)])),
  });
};

const optionsOf = ({ monitor, comp, min_delta: minDelta, patience }: Options) => ({
  monitor,
  minDelta,
  patience,
  ...(comp === null || comp === undefined ? {} : { comp }),
});
const reductionOf = ({ factor, min_lr: minLr, ...options }: Reduction): Hook =>
  reduceOnPlateau({ ...optionsOf(options), factor, minLr });

/** Returns the metrics of a fit with hooks, and the rate of each epoch. */
function fitted(rows: readonly EpochRow[], lr: number, hooks: readonly Hook[]) {
  // An epoch more: in its last one, a fit needs no early end.
  const world = madeWorld();
  const schedule = () => ({ learningRates: [lr], momentum: null });
  using fit = madeFit({ epochs: rows.length + 1, schedule, world });
  const rates: number[] = [];
  const metrics: Metric[] = [];
  const epochs = from(rows).pipe(
    concatMap((row) =>
      piped<Metric>(
        defer(() => {
          for (const hook of hooks)
            if (hook.schedule !== undefined) rates.push(...ratesOf(hook, fit, row.epoch));
          return of(row);
        }),
        hooks.flatMap((hook) => (hook.rows === undefined ? [] : rowsOf(hook, fit, row.epoch))),
      ),
    ),
  );
  piped<Metric>(
    epochs,
    hooks.flatMap((hook) => (hook.epochs === undefined ? [] : epochsOf(hook, fit))),
  ).subscribe((metric) => metrics.push(metric));
  const count = (tag: Metric['_tag']): number => metrics.filter(({ _tag }) => _tag === tag).length;
  const saved = metrics.flatMap((metric) => (metric._tag === 'BestSaved' ? [metric.epoch] : []));
  return {
    epochs_run: count('EpochRow'),
    stopped: count('FitEnded') === 1,
    lr_per_epoch: rates,
    saved_at: saved,
  };
}

const closeTo = (rates: readonly number[]) => rates.map((rate) => expect.closeTo(rate, 12) as number);

const casesOf = (kind: string) => goldenCases('hooks').filter(([, golden]) => golden.kind === kind);

test.each([
  ['early_stopping', 29],
  ['reduce_lr', 24],
  ['save_best', 19],
  ['trackers_together', 2],
])('there are cases of %s', (kind, count) => {
  expect(casesOf(kind)).toHaveLength(count);
});

test.each(casesOf('early_stopping'))('%s', (_, { inputs, expected }) => {
  const { values, ...options } = inputs as unknown as Options & { readonly values: readonly Value[] };
  const rows = values.map((value, epoch) => rowOf(epoch, { [options.monitor]: value }));
  expect(fitted(rows, 0, [earlyStopping(optionsOf(options))])).toMatchObject(expected as object);
});

test.each(casesOf('reduce_lr'))('%s', (_, { inputs, expected }) => {
  const { values, lr, ...options } = inputs as unknown as Reduction & {
    readonly values: readonly Value[];
    readonly lr: number;
  };
  const rows = values.map((value, epoch) => rowOf(epoch, { [options.monitor]: value }));
  const { lr_per_epoch: rates } = expected as { readonly lr_per_epoch: readonly number[] };
  expect(fitted(rows, lr, [reductionOf(options)]).lr_per_epoch).toEqual(closeTo(rates));
});

test.each(casesOf('save_best'))('%s', (_, { inputs, expected }) => {
  const { values, ...options } = inputs as unknown as Options & { readonly values: readonly Value[] };
  const rows = values.map((value, epoch) => rowOf(epoch, { [options.monitor]: value }));
  const { comp, ...rest } = options;
  const hook = saveBest({
    monitor: rest.monitor,
    minDelta: rest.min_delta,
    ...(comp === null || comp === undefined ? {} : { comp }),
  });
  // fastai loads the best weights at the end; here they are in their own file.
  expect(fitted(rows, 0, [hook]).saved_at).toEqual((expected as { readonly saved_at: unknown }).saved_at);
});

test.each(casesOf('trackers_together'))('%s', (_, { inputs, expected }) => {
  const {
    valid_loss: losses,
    accuracy,
    lr,
    save,
    reduce,
    stop,
  } = inputs as unknown as {
    readonly valid_loss: readonly number[];
    readonly accuracy: readonly number[];
    readonly lr: number;
    readonly save: Options;
    readonly reduce: Reduction;
    readonly stop: Options;
  };
  const { epochs_run, stopped, lr_per_epoch, saved_at } = expected as ReturnType<typeof fitted>;
  const rows = losses.map((loss, epoch) => rowOf(epoch, { valid_loss: loss, accuracy: accuracy[epoch]! }));
  const { monitor, min_delta: minDelta } = save;
  const hooks = [saveBest({ monitor, minDelta }), reductionOf(reduce), earlyStopping(optionsOf(stop))];
  expect(fitted(rows, lr, hooks)).toEqual({
    saved_at,
    epochs_run,
    stopped,
    lr_per_epoch: closeTo(lr_per_epoch),
  });
});
