import type { RunFiles } from '../../../src/core/index.ts';
import { describe, expect, test } from 'vitest';
import { jsonLine } from '../../../src/reports/index.ts';
import { paint } from '../../../tui/lines/paint.ts';
import { runsLines } from '../../../tui/lines/runs-lines.ts';
import { made } from '../../support/made-metrics.ts';

const run = (change: Partial<RunFiles> = {}): RunFiles => ({
  name: 'first',
  path: '/runs/first',
  bytes: 90e6,
  isLink: false,
  state: 'completed',
  startedAt: new Date(2026, 10, 25, 4, 30).getTime(),
  writtenAt: null,
  config: { pipeline: 'baseline', size: 64 },
  result: { architecture: 'xresnet18', epochs: 5, accuracy: 0.740623, seconds: 1153 },
  firstLine: null,
  history: null,
  nested: [],
  ...change,
});
const text = (runs: readonly RunFiles[], width: number): readonly string[] =>
  runsLines(runs, { folder: '/runs', width }).map((line) =>
    line
      .map((each) => each.text)
      .join('')
      .trimEnd(),
  );

describe('runsLines', () => {
  test('one line per run; nested runs below theirs', () => {
    const nested = [
      run({ name: 'baseline' }),
      run({ name: 'tta', bytes: 5000, result: { tta_accuracy: 0.76, seconds: 61 } }),
    ];
    const chapter = run({ name: 'all', bytes: 120e6, config: { pipeline: 'chapter' }, result: null, nested });
    expect(text([run(), chapter], 120)).toEqual([
      'run         started      pipeline  network    size  epochs  accuracy  with TTA   time    disk  state',
      'first       11-25 04:30  baseline  xresnet18    64       5  0.740623            19:13   90 MB  completed',
      'all         11-25 04:30  chapter                                                       120 MB  completed',
      '  baseline  11-25 04:30  baseline  xresnet18    64       5  0.740623            19:13   90 MB  completed',
      '  tta       11-25 04:30  baseline               64                    0.760000  01:01    5 kB  completed',
      'total                                                                                  210 MB',
    ]);
  });

  test('a run in progress: from its first metric and its history', () => {
    const running = run({
      state: 'running',
      config: { pipeline: '/home/me/mine.ts', size: 64 },
      result: null,
      firstLine: jsonLine(made.runStarted()),
      history: 'epoch,train_loss,valid_loss,accuracy,time\n0,2,2,0.25,00:10\n1,1,1,0.5,00:10\n',
    });
    expect(text([running], 120)[1]).toBe(
      'first  11-25 04:30  mine.ts   xresnet18    64       2  0.500000  90 MB  running',
    );
  });

  test('drops columns that do not fit and cuts long names at their beginning', () => {
    const long = run({ name: `2026-11-25-${'x'.repeat(60)}-baseline` });
    for (const width of [60, 80, 120])
      for (const line of text([long], width)) expect(line.length).toBeLessThanOrEqual(width);
    expect(text([run()], 60)[0]).toBe('run    pipeline  epochs  accuracy   time   disk  state');
    expect(text([long], 60)[1]).toMatch(/^…x+-baseline +0.740623 +19:13 +90 MB +completed$/);
  });

  test('characters of a configuration that would control a terminal become dots', () => {
    const hostile = run({ name: 'a\u001b[2J', config: { pipeline: '\u202egnp', size: 64 } });
    const lines = paint(runsLines([hostile], { folder: '/runs', width: 120 }), 0);
    expect(lines[1]).toMatch(/^a·\[2J +11-25 04:30 +·gnp /);
  });

  test('a link takes no space', () => {
    expect(text([run({ isLink: true, bytes: 0 })], 120)[1]).toMatch(/ 19:13 +link +completed$/);
  });

  test('without runs, names the command that trains', () => {
    expect(text([], 80)).toEqual(['No runs in /runs yet. To train a model: npm start']);
  });
});
