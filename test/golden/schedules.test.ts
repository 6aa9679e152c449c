import { expect, test } from 'vitest';
import {
  combinedCos,
  discriminativeRates,
  fineTunePhases,
  flatCos,
  lrFinder,
  minimum,
  oneCycle,
  schedCos,
  schedExp,
  schedLin,
  schedNo,
  schedPoly,
  sgdr,
  slide,
  steep,
  valley,
  type LearningRate,
  type LrCurve,
  type Moms,
  type Schedule,
} from '../../src/nn/schedules/index.ts';
import { goldenCases, type GoldenCase } from '../support/golden.ts';

type Numbers = readonly number[];
type Json = Readonly<Record<string, number>>;

/** Adam's momentum, which fastai does not change if momentum is not scheduled. */
const DEFAULT_MOMENTUM = 0.9;

function expectClose(received: Numbers, expected: Numbers, tolerance: number): void {
  expect(received).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(received[i]! - value), `entry ${i}: ${received[i]!}, not ${value}`).toBeLessThan(
      tolerance,
    );
  });
}

/** The schedule's values at every step: learning rates per group, and momentum. */
function everyStep(schedule: Schedule, steps: number): { lr: Numbers[]; mom: Numbers } {
  const hypers = Array.from({ length: steps }, (_, i) => schedule(i / steps));
  return {
    lr: hypers[0]!.learningRates.map((_, group) => hypers.map((hyper) => hyper.learningRates[group]!)),
    mom: hypers.map(({ momentum }) => momentum ?? DEFAULT_MOMENTUM),
  };
}

function expectSchedule(
  schedule: Schedule,
  expected: { readonly lr: readonly Numbers[]; readonly mom: Numbers },
): void {
  const { lr, mom } = everyStep(schedule, expected.mom.length);
  expect(lr).toHaveLength(expected.lr.length);
  expected.lr.forEach((rates, group) => expectClose(lr[group]!, rates, 1e-6 * Math.max(...rates)));
  expectClose(mom, expected.mom, 1e-6);
}

const annealings = {
  sched_lin: schedLin,
  sched_cos: schedCos,
  sched_exp: schedExp,
  sched_no: schedNo,
  sched_poly: schedPoly,
};
const suggestions = { valley, slide, minimum, steep };

function expectSuggestions(curve: LrCurve, expected: Json): void {
  for (const [name, value] of Object.entries(expected)) {
    expect(Object.keys(suggestions)).toContain(name);
    const suggested = suggestions[name as keyof typeof suggestions](curve);
    expect(Math.abs(suggested! / value - 1), `${name}: ${suggested!}, not ${value}`).toBeLessThan(1e-4);
  }
}

const kinds: Readonly<Record<string, (golden: GoldenCase) => void>> = {
  sched: ({ inputs, expected }) => {
    const { fn, start, end, pos, power } = inputs as {
      fn: keyof typeof annealings;
      start: number;
      end: number;
      pos: Numbers;
      power?: number;
    };
    expect(Object.keys(annealings)).toContain(fn);
    const annealing = annealings[fn](start, end, power ?? NaN);
    expectClose(pos.map(annealing), expected as Numbers, 1e-6 * Math.max(Math.abs(start), Math.abs(end)));
  },
  combined_cos: ({ inputs, expected }) => {
    const { pct, start, middle, end } = inputs as Json;
    const annealing = combinedCos(pct!, start!, middle!, end!);
    const peak = Math.max(start!, middle!, end!);
    expectClose((inputs['pos'] as Numbers).map(annealing), expected as Numbers, 1e-6 * peak);
  },
  discriminative_lr: ({ inputs, expected }) => {
    const rates = discriminativeRates(inputs['lr'] as LearningRate, inputs['n_groups'] as number);
    const peak = Math.max(...(expected as Numbers));
    expectClose(rates, expected as Numbers, 1e-6 * peak);
  },
  fit_one_cycle: ({ inputs, expected }) => {
    const { n_epoch, steps_per_epoch, n_groups, div, div_final, pct_start } = inputs as Json;
    const lrMax = discriminativeRates(inputs['lr_max'] as LearningRate, n_groups!);
    const schedule = oneCycle(lrMax, {
      div,
      divFinal: div_final,
      pctStart: pct_start,
      moms: inputs['moms'] as Moms,
    });
    const values = expected as { lr: Numbers[]; mom: Numbers };
    expect(values.mom).toHaveLength(n_epoch! * steps_per_epoch!);
    expectSchedule(schedule, values);
  },
  fine_tune: ({ inputs, expected }) => {
    const { epochs, steps_per_epoch, n_groups, base_lr, freeze_epochs, lr_mult, pct_start, div } =
      inputs as Json;
    const received = fineTunePhases(epochs!, {
      groups: n_groups,
      baseLr: base_lr,
      freezeEpochs: freeze_epochs,
      lrMult: lr_mult,
      pctStart: pct_start,
      div,
    });
    const { phases } = expected as {
      phases: { trainable_groups: boolean[]; lr: Numbers[]; mom: Numbers }[];
    };
    expect(received).toHaveLength(phases.length);
    received.forEach((phase, i) => {
      expect(phase.trainableGroups).toEqual(phases[i]!.trainable_groups);
      expect(phase.epochs * steps_per_epoch!).toBe(phases[i]!.mom.length);
      expectSchedule(phase.schedule, phases[i]!);
    });
  },
  fit_flat_cos: ({ inputs, expected }) => {
    const { n_epoch, steps_per_epoch, lr, div_final, pct_start } = inputs as Json;
    const values = expected as { lr: Numbers[]; mom: Numbers };
    expect(values.mom).toHaveLength(n_epoch! * steps_per_epoch!);
    expectSchedule(flatCos(lr!, { divFinal: div_final, pctStart: pct_start }), values);
  },
  fit_sgdr: ({ inputs, expected }) => {
    const { n_cycles, cycle_len, cycle_mult, steps_per_epoch, lr_max } = inputs as Json;
    const { epochs, schedule } = sgdr(lr_max!, {
      cycles: n_cycles!,
      cycleLength: cycle_len!,
      cycleMult: cycle_mult,
    });
    const values = expected as { lr: Numbers[]; mom: Numbers; cycle_starts: Numbers };
    const steps = epochs * steps_per_epoch!;
    // At the start of a cycle fastai has either value; Millrace's is exact.
    const { lr } = everyStep(schedule, steps);
    for (const start of values.cycle_starts) expect(lr[0]![start]).toBeCloseTo(lr_max!, 9);
    const atStart = (step: number, value: number) =>
      values.cycle_starts.includes(step) && Math.abs(value) < 1e-6 * lr_max! ? lr_max! : value;
    expectSchedule(schedule, {
      mom: values.mom,
      lr: values.lr.map((rates) => rates.map((value, step) => atStart(step, value))),
    });
  },
  lr_find: ({ inputs, expected }) => {
    const { start_lr, end_lr, num_it } = inputs as Json;
    const finder = lrFinder({
      startLr: start_lr,
      endLr: end_lr,
      numIt: num_it,
      stopDiv: inputs['stop_div'] as boolean,
    });
    const losses = inputs['raw_losses'] as Numbers;
    const values = expected as {
      n_steps: number;
      lrs: Numbers;
      smooth_losses: Numbers;
      suggestions: Json;
    };
    const end = losses.reduce((state, loss) => (state.done ? state : finder.add(state, loss)), finder.start);
    expect(end.done).toBe(true);
    expect(end.lrs).toHaveLength(values.n_steps);
    expectClose(
      end.lrs.map((lr, i) => lr / values.lrs[i]!),
      values.lrs.map(() => 1),
      1e-6,
    );
    expectClose(
      end.lrs.map((_, i) => finder.schedule(i / finder.steps).learningRates[0]! / values.lrs[i]!),
      values.lrs.map(() => 1),
      1e-6,
    );
    // fastai smooths in float32, and the first debiasing divides by 0.02.
    expectClose(end.losses, values.smooth_losses, 1e-5 * Math.max(...values.smooth_losses));
    expectSuggestions(finder.curve(end), values.suggestions);
  },
  lr_suggest: ({ inputs, expected }) => {
    const { lrs, losses } = inputs as { lrs: Numbers; losses: Numbers };
    expectSuggestions({ lrs, losses }, expected as Json);
  },
};

test.each(goldenCases('schedules'))('%s', (_, golden) => {
  const check = kinds[golden.kind];
  if (check === undefined) throw new Error(`unknown kind of case: ${golden.kind}`);
  check(golden);
});
