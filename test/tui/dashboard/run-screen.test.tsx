import fc from 'fast-check';
import { renderToString } from 'ink';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { trained, viewOf } from '../../support/made-run-state.ts';
import { holds } from '../../support/properties.ts';
import { RunScreen } from '../../../tui/dashboard/components/run-screen.tsx';
import { firstLook, panes, type Look } from '../../../tui/dashboard/keys.ts';
import { foldRunState, noRunState, type RunState } from '../../../src/reports/index.ts';

describe('RunScreen', () => {
  const sizes = [
    [60, 16],
    [80, 24],
    [120, 40],
    [200, 60],
    [30, 8],
    [5, 3],
  ] as const;
  const screen = (
    view: RunState,
    look: Look,
    columns: number,
    rows: number,
    closing = false,
  ): readonly string[] =>
    renderToString(
      <RunScreen
        frame={{ view, silence: 0 }}
        look={look}
        columns={columns}
        rows={rows}
        keys
        pausable
        watching={false}
        closing={closing}
      />,
      { columns },
    ).split('\n');

  test('the result of a run replaces its progress bars', () => {
    const before = screen(trained, firstLook, 80, 24);
    const after = screen(foldRunState(trained, made.runEnded()), firstLook, 80, 24);
    expect(before[2]).toContain('━');
    expect(after[2]).toBe('accuracy 0.750000 (chance: 0.500000)');
    expect(after.join('')).not.toContain('━');
  });

  test.each(sizes.slice(0, 4))('the last frame at %d×%d holds all epochs, and no keys', (columns, rows) => {
    const epochs = Array.from({ length: 40 }, (_, epoch) => made.epochRow({ epoch, trainLoss: epoch }));
    const view = [...epochs, made.runEnded()].reduce(foldRunState, trained);
    const lines = screen(view, { ...firstLook, pane: 'run', help: true }, columns, rows, true);
    for (const [epoch] of epochs.entries())
      expect(lines.join('\n')).toMatch(new RegExp(`^${epoch + 1} +${epoch}\\.000000`, 'm'));
    expect(lines.join('\n')).not.toContain('? help');
  });

  test.each(sizes.slice(1, 3))(
    'notices of a finished run leave room for the charts at %d×%d',
    (columns, rows) => {
      const choices = Array.from({ length: 9 }, (_, i): Metric => ({
        ...{ _tag: 'Notice', text: `choice ${i}`, isChoice: true },
      }));
      const others = Array.from({ length: 3 }, (_, i): Metric => ({ _tag: 'Notice', text: `notice ${i}` }));
      const view = [...choices, ...others, made.runEnded()].reduce(foldRunState, trained);
      const count = (pane: Look['pane'], word: string): number =>
        screen(view, { ...firstLook, pane }, columns, rows)
          .join('\n')
          .split(word).length - 1;
      const axis = screen(view, firstLook, columns, rows).filter((line) => /^[ \d.e-]*[│┤]/.test(line));
      expect(axis.length).toBeGreaterThan(5);
      expect([count('overview', 'choice '), count('overview', 'notice ')]).toEqual([0, 1]);
      expect([count('run', 'choice '), count('run', 'notice ')]).toEqual([9, 3]);
    },
  );

  test('before the first metric, the dashboard says what is about to happen', () => {
    const waiting = ['Loading TensorFlow, then measuring this machine'];
    const frame = { view: noRunState, silence: 0 };
    const element = (
      <RunScreen
        {...{ frame, waiting }}
        look={firstLook}
        columns={80}
        rows={24}
        keys
        pausable
        watching={false}
        closing={false}
      />
    );
    expect(renderToString(element, { columns: 80 })).toContain(waiting[0]);
    expect(screen(noRunState, firstLook, 80, 24).join('\n')).toContain('no run yet');
  });

  test('a run without training shows its details instead of empty charts', () => {
    const phase = made.phaseStarted({ name: 'tta(n=4)', kind: 'predict' });
    const view = viewOf(made.runStarted(), phase, made.predictionSummary({ kind: 'tta' }), made.runEnded());
    for (const pane of ['overview', 'scores'] as const) {
      const lines = screen(view, { ...firstLook, pane }, 120, 40).join('\n');
      expect(lines).toContain('7,576 training images');
      expect(lines).not.toMatch(/loss|learning rate|┤/);
    }
  });

  test('the charts that have data share the room', () => {
    const view = viewOf(made.runStarted(), made.phaseStarted(), made.step());
    const axes = (of: RunState): number => screen(of, firstLook, 120, 40).join('').split('└').length - 1;
    expect([axes(view), axes(trained)]).toEqual([2, 3]);
  });

  test('a low terminal shows the latest epoch', () => {
    expect(screen(trained, firstLook, 60, 16).join('\n')).toMatch(/^epoch +train_loss[^]*\n2 +\d/m);
  });

  test('never larger than the terminal', () => {
    const text = fc.string({ unit: 'binary-ascii' });
    const number = fc.double({ min: -1e9, max: 1e9, noDefaultInfinity: true });
    const metric: fc.Arbitrary<Metric> = fc.oneof(
      fc.record({ loss: number, smoothLoss: number, learningRate: number, step: fc.nat(9) }).map(made.step),
      fc.record({ loss: number, smoothLoss: number, learningRate: number, step: fc.nat(9) }).map(made.step),
      fc
        .record({ step: fc.nat(9), count: fc.nat(999), imagesPerSecond: fc.double({ min: 0, noNaN: true }) })
        .map(made.evaluationStep),
      fc
        .record({ phase: fc.nat(3), epoch: fc.nat(99), trainLoss: number, validLoss: fc.option(number) })
        .map(made.epochRow),
      fc.record({ name: text, epochs: fc.nat(99), stepsPerEpoch: fc.nat(99) }).map(made.phaseStarted),
      fc.record({ pipeline: text, vocab: fc.array(text, { maxLength: 30 }) }).map(made.runStarted),
      text.map((path) => made.itemSkipped(path)),
      fc.constantFrom(made.runEnded(), made.checkpointSaved(), made.predictionSummary({ kind: 'tta' })),
    );
    const look: fc.Arbitrary<Look> = fc.record({
      pane: fc.constantFrom(...panes),
      zoom: fc.constantFrom('all', 'epoch', 'latest'),
      smoothing: fc.constantFrom('both', 'smoothed', 'raw'),
      log: fc.boolean(),
      help: fc.boolean(),
      paused: fc.boolean(),
      stops: fc.nat(2),
    });
    holds(
      fc.property(
        fc.array(metric, { maxLength: 60 }),
        look,
        fc.constantFrom(...sizes),
        (metrics, how, [columns, rows]) => {
          const lines = screen(viewOf(...metrics), how, columns, rows);
          expect(lines.length).toBeLessThanOrEqual(rows);
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        },
      ),
      150,
    );
  });
});
