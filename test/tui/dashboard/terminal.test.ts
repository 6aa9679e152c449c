import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { loaderArguments } from '../../../src/io/index.ts';
import { made } from '../../support/made-metrics.ts';
import { pseudoTerminal, type PseudoTerminal } from '../../support/pseudo-terminal.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const epoch = (n: number): readonly Metric[] => [
  ...Array.from({ length: 20 }, (_, step) =>
    made.step({ epoch: n, step, steps: 20, loss: 3 - n - step / 20, smoothLoss: 3 - n - step / 25 }),
  ),
  made.evaluationStep({ epoch: n }),
  made.epochRow({ epoch: n, scores: { accuracy: 0.5 + n / 10 } }),
];
const run: readonly Metric[] = [
  made.runStarted(),
  made.phaseStarted({ epochs: 3, stepsPerEpoch: 20 }),
  ...[0, 1, 2].flatMap(epoch),
  made.runEnded(),
];

/** Shows a recorded run in a terminal: its first `at` metrics without delay, the others at the given speed. */
function replayed(
  folder: { readonly path: string },
  options: {
    readonly columns?: number;
    readonly rows?: number;
    readonly at?: number;
    readonly speed?: number;
    readonly env?: Record<string, string>;
  },
): PseudoTerminal {
  const path = join(folder.path, 'metrics.jsonl');
  writeFileSync(path, run.map((metric) => `${JSON.stringify(metric)}\n`).join(''));
  const { columns = 80, rows = 24, at = 30, speed = 1, env = {} } = options;
  const args = [...loaderArguments(), 'test/support/replay-dashboard.ts', path, String(speed), String(at)];
  return pseudoTerminal({ file: process.execPath, args, columns, rows, env });
}

const lines = (text: string): readonly string[] => text.split('\n');
const last = (text: string): string => lines(text).at(-1) ?? '';

describe('the dashboard in a terminal', () => {
  test('shows the run; reacts to keys, resizes and q', async () => {
    using folder = temporaryFolder();
    using terminal = replayed(folder, {});
    const first = await terminal.until(
      (text) => text.includes('epoch 2 of 3') && text.includes('0.500000'),
      'an epoch',
    );
    expect(lines(first)[0]).toMatch(/^baseline  xresnet18, 11,181,642 parameters +training · 00:\d\d$/);
    expect(first).toContain('▶ fitOneCycle(2, 0.003) 64×64');
    expect(first).toMatch(/training +━.*step \d+ of 20/);
    expect(first).toContain('◆ validation  all steps');
    expect(first).toContain('1         1.671049    1.652421    0.500000  01:26');
    expect(last(first)).toMatch(/^\[1 overview\].*z zoom.*q stop/);
    expect(terminal.mode()).toEqual({ alternate: true, cursor: false });

    terminal.press('z');
    await terminal.until((text) => text.includes('last epoch'), 'the last epoch');
    terminal.press('z');
    terminal.press('l');
    terminal.press('s');
    await terminal.until((text) => text.includes('smoothed  ◆ validation  last 100 steps, log'), 'a zoom');
    terminal.press('\t');
    await terminal.until((text) => text.includes('[2 scores]') && text.includes('learning rate'), 'scores');
    terminal.press('4');
    await terminal.until((text) => text.includes('TensorFlow 2.21.0 on the cpu'), 'the engine');
    terminal.press('?');
    await terminal.until((text) => text.includes('Ctrl-C'), 'help');
    terminal.press('\u001B');
    await terminal.until((text) => text.includes('[4 run]'), 'no help');
    terminal.press('p');
    await terminal.until((text) => text.includes('paused') && text.includes('p resume'), 'a pause');
    terminal.press('p1');

    for (const [columns, rows] of [
      [120, 40],
      [60, 16],
      [200, 60],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      // The frame fills the terminal.
      const fits = (held: string): boolean =>
        /^baseline.*training/.test(held) &&
        lines(held)[0]?.length === columns &&
        last(held).includes('q stop');
      await terminal.until(fits, `a frame of ${columns}×${rows}`);
      expect(terminal.scrolled()).toBe(0);
    }

    terminal.press('q');
    await terminal.until(
      (text) => text.includes('stopping after this step; q again to stop now'),
      'an answer',
    );
    terminal.press('q');
    expect(await terminal.exit).toBe(0);
    expect(terminal.mode()).toEqual({ alternate: false, cursor: true });
    const left = await terminal.until((text) => text.includes('The run has ended'), 'the last words');
    expect(left).toContain('baseline  xresnet18');
    expect(left).toContain('0.500000');
    expect(left).not.toContain('q stop');
    expect(terminal.output()).not.toContain('\u001B[3J');
  });

  test('the last frame stays, with the result and the table', async () => {
    using folder = temporaryFolder();
    using terminal = replayed(folder, { at: run.length - 1, speed: 100 });
    expect(await terminal.exit).toBe(0);
    const text = await terminal.until((held) => held.includes('The run has ended'), 'the end');
    expect(text).toMatch(/completed after 07:31/);
    expect(text).toContain('accuracy 0.700000 (chance: 0.500000)');
    expect(text).toContain('3         1.671049    1.652421    0.700000  01:26');
    expect(terminal.scrolled()).toBe(0);
  });

  const coloured = /\u001B\[[\d;]+m/;
  test.each<[string, Record<string, string>, boolean]>([
    ['in a terminal', {}, true],
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['NO_COLOR, empty', { NO_COLOR: '' }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR and NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('colours: %s', async (_, env, expected) => {
    using folder = temporaryFolder();
    using terminal = replayed(folder, { at: run.length, env });
    await terminal.exit;
    expect(terminal.output()).toContain('0.700000');
    expect(coloured.test(terminal.output())).toBe(expected);
  });

  test('Ctrl-C stops the run, as q does', async () => {
    using folder = temporaryFolder();
    using terminal = replayed(folder, {});
    await terminal.until((text) => text.includes('training ·'), 'a step');
    terminal.press('\u0003');
    await terminal.until((text) => text.includes('stopping after this step'), 'an answer');
    terminal.press('\u0003');
    expect(await terminal.exit).toBe(0);
    expect(terminal.mode()).toEqual({ alternate: false, cursor: true });
  });
});
