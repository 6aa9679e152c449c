import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { compareLines } from '../../../tui/lines/compare-lines.ts';
import { foldRunState, noRunState, type RunState } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';

const stateOf = (metrics: readonly Metric[]): RunState => metrics.reduce(foldRunState, noRunState);

/** Three epochs of ten steps; the loss halves. */
const run = (loss: number, config: Readonly<Record<string, unknown>>): RunState =>
  stateOf([
    made.runStarted({ config }),
    ...[0, 1, 2].flatMap((epoch): readonly Metric[] => [
      ...Array.from({ length: 10 }, (_, step) =>
        made.step({ epoch, step, smoothLoss: loss - (loss * (10 * epoch + step)) / 60 }),
      ),
      made.epochRow({ epoch, validLoss: loss - (loss * epoch) / 6, scores: { accuracy: 0.5 + epoch / 10 } }),
    ]),
    made.runEnded(),
  ]);
const text = (runs: readonly RunState[], width: number): readonly string[] =>
  compareLines(
    runs.map((each, i) => ({ name: `run-${i}`, state: 'completed', run: each })),
    { width },
  ).map((line) =>
    line
      .map((each) => each.text)
      .join('')
      .trimEnd(),
  );

describe('compareLines', () => {
  const [a, b] = [run(3, { lr: 0.003, seed: 1 }), run(2, { lr: 0.01, seed: 1, alpha: 0.4 })];

  test('plots curves with letters, then the results, then the settings that differ', () => {
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

  test('each run has its own colour; no line exceeds the width', () => {
    const runs = [a, b, a, b, a, b];
    for (const width of [40, 80, 200])
      for (const line of text(runs, width)) expect(line.length).toBeLessThanOrEqual(width);
    const tones = compareLines(
      runs.map((each, i) => ({ name: `run-${i}`, state: 'completed', run: each })),
      { width: 80 },
    )
      .slice(0, 6)
      .map((line) => line[0]?.tone);
    expect(new Set(tones).size).toBe(6);
  });

  test('equal settings; runs without epochs; the last of several runs in a folder', () => {
    expect(text([a, a], 80).at(-1)).toBe('All settings are the same.');
    expect(text([noRunState, noRunState], 80).join('\n')).not.toContain('accuracy by epoch');
    const again = stateOf([made.runStarted(), made.step(), made.epochRow(), made.runStarted(), made.step()]);
    expect(again).toMatchObject({ steps: 1, rows: [] });
  });

  test('runs with other metrics: a chart per main score, and all scores in the table', () => {
    const other = [made.step(), made.epochRow({ scores: { f1: 0.25, recall: 0.75 } })].reduce(
      foldRunState,
      noRunState,
    );
    const lines = text([a, other], 100);
    expect(lines).toContain('accuracy by epoch');
    expect(lines).toContain('f1 by epoch');
    expect(lines).not.toContain('recall by epoch');
    expect(lines.find((line) => line.startsWith('run  '))).toMatch(/ accuracy +f1 +recall +time/);
    expect(lines.find((line) => line.startsWith('B    '))).toMatch(/ 0.250000  0.750000  00:00/);
    const tta = made.predictionSummary({ kind: 'tta', scores: { accuracy: 0.875 } });
    expect(text([a, foldRunState(b, tta)], 100).join('\n')).toContain('TTA accuracy');
  });

  test('a summary does not grow with the number of steps', () => {
    let many = noRunState;
    for (let i = 0; i < 20_000; i++) many = foldRunState(many, made.step());
    expect(many.steps).toBe(20_000);
    expect(many.curves.all.count).toBeLessThanOrEqual(1024);
  });
});
