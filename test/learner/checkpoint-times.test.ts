import { expect, test } from 'vitest';
import { checkpointTimes } from '../../src/learner/checkpoint-times.ts';

/** Returns the seconds at which checkpoints are saved that take `costMs`, with steps and epochs of the given lengths. */
function times(
  every: { seconds: number } | { steps: number },
  config: { stepMs: number; steps: number; epochs: number; costMs: number },
): number[] {
  let now = 0;
  const { isDueAtStep, isDueAtEpoch, saved } = checkpointTimes({ every, now: () => now });
  const at: number[] = [];
  const save = (isDue: boolean): void => {
    if (!isDue) return;
    at.push(now / 1000);
    saved(config.costMs);
  };
  for (let epoch = 0; epoch < config.epochs; epoch++) {
    save(isDueAtEpoch());
    for (let step = 0; step < config.steps; step++) {
      now += config.stepMs;
      save(isDueAtStep());
    }
  }
  return at;
}

test('after an interval of time, and of steps', () => {
  const long = { stepMs: 1000, steps: 1000, epochs: 1, costMs: 0 };
  expect(times({ seconds: 300 }, long)).toEqual([300, 600, 900]);
  expect(times({ steps: 400 }, long)).toEqual([400, 800]);
});

test('at epochs, if it costs at most 1 % of the time since the last one', () => {
  const epochs = { stepMs: 1000, steps: 20, epochs: 10 };
  // The first one is assumed to take half a second.
  expect(times({ seconds: 300 }, { ...epochs, costMs: 200 })).toEqual([60, 80, 100, 120, 140, 160, 180]);
  expect(times({ seconds: 300 }, { ...epochs, costMs: 600 })).toEqual([60, 120, 180]);
  expect(times({ seconds: 300 }, { ...epochs, costMs: 2000 })).toEqual([60]);
});
