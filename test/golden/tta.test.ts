import { expect, test } from 'vitest';
import {
  accuracy,
  combinePredictions,
  meanPredictions,
  predictedClasses,
  scoreOf,
  type Predictions,
} from '../../src/nn/index.ts';
import { goldenCases } from '../support/golden.ts';
import { classTargets } from '../support/targets.ts';

type Rows = readonly (readonly number[])[];

interface Inputs {
  readonly n: number;
  readonly aug_preds: readonly Rows[];
  readonly preds: Rows;
  readonly targets: readonly number[];
  readonly beta: number | null;
  readonly use_max: boolean;
}

interface Expected {
  readonly preds: Rows;
  readonly aug_preds?: Rows;
  readonly argmax?: readonly number[];
  readonly accuracy?: number;
}

const predictionsOf = (rows: Rows): Predictions => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  data: Float32Array.from(rows.flat()),
});

function expectRows({ data }: Predictions, rows: Rows): void {
  const expected = rows.flat();
  expect(data).toHaveLength(expected.length);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - data[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(1e-6);
}

const kinds: Readonly<Record<string, (inputs: Inputs, expected: Expected) => void>> = {
  tta: ({ n, aug_preds, preds, targets, beta, use_max: useMax }, expected) => {
    const augmented = aug_preds.map(predictionsOf);
    const centre = predictionsOf(preds);
    expect(augmented).toHaveLength(n);
    if (beta === null && !useMax) {
      // Both are returned without mixing.
      expectRows(meanPredictions(augmented), expected.aug_preds ?? []);
      expectRows(centre, expected.preds);
      return;
    }
    const combined = combinePredictions(augmented, centre, {
      useMax,
      ...(beta === null ? {} : { beta }),
    });
    expectRows(combined, expected.preds);
    expect([...predictedClasses(combined)]).toEqual(expected.argmax);
    expect(scoreOf(accuracy, combined, classTargets(...targets))).toBeCloseTo(expected.accuracy ?? NaN, 6);
  },
};

test.each(goldenCases('tta'))('%s', (_, { kind, inputs, expected }) => {
  const check = kinds[kind];
  if (check === undefined) throw new Error(`no check for kind ${kind}`);
  check(inputs as unknown as Inputs, expected as Expected);
});
