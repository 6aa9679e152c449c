import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { compareLines } from '../../../tui/lines/compare-lines.ts';
import { foldCompared, notCompared, type Compared } from '../../../tui/lines/compared.ts';
import { made } from '../../support/made-metrics.ts';

const compared = (metrics: readonly Metric[]): Compared => metrics.reduce(foldCompared, notCompared);

/** Three epochs of ten steps, from a loss to half of it. */
const run = (loss: number, config: Readonly<Record<string, unknown>>): Compared =>
  compared([
    made.runStarted({ config }),
    ...[0, 1, 2].flatMap((epoch): readonly Metric[] => [
      ...Array.from({ length: 10 }, (_, step) =>
        made.step({ epoch, step, smoothLoss: loss - (loss * (10 * epoch + step)) / 60 }),
      ),
      made.epochRow({ epoch, validLoss: loss - (loss * epoch) / 6, scores: { accuracy: 0.5 + epoch / 10 } }),
    ]),
    made.runEnded(),
  ]);
const text = (runs: readonly Compared[], width: number): readonly string[] =>
  compareLines(
    runs.map((each, i) => ({ name: `run-${i}`, state: 'completed', compared: each })),
    { width },
  ).map((line) =>
    line
      .map((each) => each.text)
      .join('')
      .trimEnd(),
  );

describe('compareLines', () => {
  const [a, b] = [run(3, { lr: 0.003, seed: 1 }), run(2, { lr: 0.01, seed: 1, alpha: 0.4 })];

  test('curves over each other, told apart by letters, what they came to, and settings that differ', () => {
    const lines = text([a, b], 80);
    expect(lines.slice(0, 2)).toEqual(['A run-0', 'B run-1']);
    const loss = lines.slice(lines.indexOf('loss by training step: smoothed (a), validation (A)') + 1);
    expect(
      new Set(
        loss
          .slice(0, 12)
          .join('')
          .match(/[A-Za-z]/g),
      ),
    ).toEqual(new Set(['A', 'B', 'a', 'b']));
    expect(lines.filter((line) => line.startsWith('A  ') || line.startsWith('B  '))).toEqual([
      'A         3    1.671049    2.000000  0.700000  07:31      64.0  completed',
      'B         3    1.671049    1.333333  0.700000  07:31      64.0  completed',
    ]);
    expect(lines.slice(-3)).toEqual(['setting  A      B', 'lr       0.003  0.01', 'alpha    –      0.4']);
  });

  test('each has a colour of its own too, and nothing is wider than there is room', () => {
    const runs = [a, b, a, b, a, b];
    for (const width of [40, 80, 200])
      for (const line of text(runs, width)) expect(line.length).toBeLessThanOrEqual(width);
    const tones = compareLines(
      runs.map((each, i) => ({ name: `run-${i}`, state: 'completed', compared: each })),
      { width: 80 },
    )
      .slice(0, 6)
      .map((line) => line[0]?.tone);
    expect(new Set(tones).size).toBe(6);
  });

  test('the same, without epochs, and of several runs in a folder the last', () => {
    expect(text([a, a], 80).at(-1)).toBe('All settings are the same.');
    expect(text([notCompared, notCompared], 80).join('\n')).not.toContain('accuracy by epoch');
    const again = compared([made.runStarted(), made.step(), made.epochRow(), made.runStarted(), made.step()]);
    expect(again).toMatchObject({ steps: 1, epochs: [] });
  });

  test('what is kept does not grow with the steps', () => {
    let many = notCompared;
    for (let i = 0; i < 20_000; i++) many = foldCompared(many, made.step());
    expect(many.steps).toBe(20_000);
    expect(many.curve.full.length).toBeLessThanOrEqual(1024);
  });
});
