import { from } from 'rxjs';
import { expect, test } from 'vitest';
import type { Metric, RunFiles } from '../../../src/core/index.ts';
import { foldRunState, noRunState } from '../../../src/reports/index.ts';
import { compareLines } from '../../../tui/lines/compare-lines.ts';
import { plainLines } from '../../../tui/lines/plain.ts';
import { runsLines } from '../../../tui/lines/runs-lines.ts';
import { paint } from '../../../tui/lines/paint.ts';
import type { Spans } from '../../../tui/lines/spans.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';

/** Clears the screen, rings the bell, starts a new line and reverses the rest of it. */
const EVIL = 'cat\u001B[2J\u0007\r\n\u202E\u009B';

const metrics: readonly Metric[] = [
  made.runStarted({ vocab: [EVIL, 'dog'], architecture: EVIL, config: { data: EVIL } }),
  made.phaseStarted({ name: EVIL }),
  made.itemSkipped(`/${EVIL}.jpg`, EVIL),
  made.itemDamaged(`/${EVIL}.png`, EVIL),
  made.step(),
  made.epochRow({ scores: { [EVIL]: 0.5 } }),
  made.predictionSummary(),
  { ...made.checkpointSaved(), path: EVIL },
  made.runEnded(),
];
const textOf = (lines: readonly Spans[]): string => paint(lines, 0).join('\n');

function expectPrintable(text: string): void {
  expect(text).toContain('cat');
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
}

test('names cannot control the terminal: log lines', async () => {
  const lines = await collect(from(metrics).pipe(plainLines({ now: () => 0 })));
  expectPrintable(lines.join('\n'));
  expect(lines.join('').match(/cat/g)?.length).toBeGreaterThan(5);
});

test('names cannot control the terminal: lists of runs', () => {
  const run: RunFiles = {
    ...{ name: EVIL, path: EVIL, bytes: 1, isLink: false, state: 'completed', startedAt: 0, writtenAt: null },
    ...{ config: { pipeline: EVIL, size: EVIL }, result: { architecture: EVIL, accuracy: 0.5 } },
    ...{ firstLine: null, history: null, nested: [] },
  };
  expectPrintable(textOf(runsLines([run], { folder: EVIL, width: 200 })));
  expectPrintable(textOf(runsLines([], { folder: EVIL, width: 200 })));
});

test('names cannot control the terminal: comparisons', () => {
  const run = metrics.reduce(foldRunState, noRunState);
  const other = [made.runStarted({ config: { data: 'another' } })].reduce(foldRunState, noRunState);
  expectPrintable(
    textOf(
      compareLines(
        [
          { name: EVIL, state: 'completed', run },
          { name: EVIL, state: 'completed', run: other },
        ],
        { width: 200 },
      ),
    ),
  );
});
