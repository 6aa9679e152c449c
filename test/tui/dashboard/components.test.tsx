import { describe, expect, test } from 'vitest';
import { made } from '../../support/made-metrics.ts';
import { started, trained, viewOf } from '../../support/made-run-state.ts';
import { renderLines } from '../../support/render-lines.tsx';
import { Bars } from '../../../tui/dashboard/components/bars.tsx';
import { Chart } from '../../../tui/dashboard/components/chart.tsx';
import { Header } from '../../../tui/dashboard/components/header.tsx';
import { Help } from '../../../tui/dashboard/components/help.tsx';
import { Keys } from '../../../tui/dashboard/components/keys.tsx';
import { Lines } from '../../../tui/dashboard/components/lines.tsx';
import { RunPane } from '../../../tui/dashboard/components/run-pane.tsx';
import { Table } from '../../../tui/dashboard/components/table.tsx';
import { firstLook, type Look } from '../../../tui/dashboard/keys.ts';
import { at } from '../../../src/core/index.ts';
import { chartsOf, foldRunState, type RunState } from '../../../src/reports/index.ts';
import { span } from '../../../tui/lines/spans.ts';

test('Lines: exactly the given size', () => {
  const lines = ['one', 'a line that is too long', 'left out'].map((text) => [span(text)]);
  expect(renderLines(<Lines lines={lines} width={8} height={2} />)).toEqual(['one', 'a line …']);
  expect(renderLines(<Lines lines={[]} width={8} height={2} />)).toEqual(['', '']);
});

test('Lines: control characters of a file name do not reach the terminal', () => {
  expect(renderLines(<Lines lines={[[span('a\u001B[2Jb\nc\u202E')]]} width={9} height={1} />)).toEqual([
    'a·[2Jb·c·',
  ]);
});

test('Header', () => {
  const props = { run: made.runStarted(), phases: trained.phases, ended: null, state: span('training') };
  expect(renderLines(<Header {...props} width={60} />)).toEqual([
    'baseline  xresnet18, 11,181,642 parameters          training',
    '▶ fitOneCycle(2, 0.003) 64×64',
  ]);
});

test('Bars', () => {
  const bars = [
    { label: 'training', fraction: 0.55, note: 'step 11 of 20' },
    { label: 'epoch 1', fraction: 2, note: '' },
  ];
  expect(renderLines(<Bars bars={bars} width={56} height={2} />)).toEqual([
    'training   ━━━━━━━━━━━─────────  55 %      step 11 of 20',
    'epoch 1    ━━━━━━━━━━━━━━━━━━━━ 100 %',
  ]);
});

describe('Chart', () => {
  const lines = (index: number, look: Partial<Look> = {}, view: RunState = trained): readonly string[] =>
    renderLines(<Chart chart={at(chartsOf(view, { ...firstLook, ...look }), index)} width={70} height={8} />);

  test('loss: the legend names what is shown', () => {
    const title = (look: Partial<Look>) => lines(0, look)[0];
    expect(title({})).toBe('loss  ⠂⠄ raw  ⠤⠒ smoothed  ◆ validation  all steps');
    expect(title({ smoothing: 'raw', zoom: 'latest' })).toBe('loss  ⠂⠄ raw  ◆ validation  last 100 steps');
    expect(title({ smoothing: 'smoothed', zoom: 'epoch', log: true })).toBe(
      'loss  ⠤⠒ smoothed  ◆ validation  last epoch, log',
    );
  });

  test('loss: a symbol for the validation of each epoch', () => {
    const count = (zoom: Look['zoom']): number => lines(0, { zoom }).slice(1).join('').split('◆').length - 1;
    expect([count('all'), count('epoch')]).toEqual([2, 1]);
  });

  test('scores by epoch, then test-time augmentation', () => {
    expect(lines(1)[0]).toBe('accuracy  ● 0.7500  ⠂⠂ chance');
    expect(lines(1).slice(1).join('').split('●')).toHaveLength(3);
    expect(lines(1).at(-1)?.trim()).toMatch(/^1 +2$/);
    const tta = made.predictionSummary({ kind: 'tta', scores: { accuracy: 0.875 } });
    expect(lines(1, {}, foldRunState(trained, tta))[0]).toBe('accuracy  ● 0.7500  ▲ TTA 0.8750  ⠂⠂ chance');
  });

  test('the learning rate and its current value', () => {
    expect(lines(2)[0]).toBe('learning rate  ● 0.00400  all steps');
    expect(lines(2).slice(1).join('').split('●')).toHaveLength(2);
  });
});

test('Table', () => {
  expect(renderLines(<Table view={trained} width={60} height={3} />)).toEqual([
    'epoch     train_loss  valid_loss  accuracy  time',
    '1         1.671049    1.000000    0.500000  01:26',
    '2         1.671049    1.000000    0.750000  01:26',
  ]);
  const empty = (view: RunState) => renderLines(<Table view={view} width={60} height={1} />);
  expect(empty(viewOf(...started))).toEqual(['rows appear after the first epoch']);
  const tta = made.phaseStarted({ name: 'tta(n=4, beta=0.25)', kind: 'predict' });
  const phases = [{ name: 'tta(n=4, beta=0.25)', kind: 'predict', epochs: 5 }] as const;
  expect(empty(viewOf(made.runStarted({ phases }), tta))).toEqual(['no epochs are trained']);
  // An old file lists no phases ahead.
  expect(empty(viewOf(made.runStarted({ phases: [] }), tta))).toEqual(['no epochs are trained']);
  const search = [{ name: 'lrFind()', kind: 'search', epochs: 0 }] as const;
  expect(empty(viewOf(made.runStarted({ phases: search }), made.lrStep()))).toEqual([
    'no epochs are trained',
  ]);
});

test('RunPane', () => {
  const view = viewOf(...started, made.itemSkipped(), made.itemDamaged(), made.checkpointSaved());
  expect(renderLines(<RunPane view={view} width={75} height={8} />)).toEqual([
    '7,576 training images, 1,893 validation images, 2 classes: cat, dog',
    'TensorFlow 2.21.0 on the cpu, 2 threads, Node v20.20.2, linux-x64',
    'fitOneCycle(2, 0.003): 2 epochs of 4 steps, 64 images of 64×64 per step',
    'skipped /data/cat/bad.jpg: not an image',
    'damaged /data/cat/torn.jpg: part of its data is corrupt; used as decoded',
    'last model: /runs/1/model.safetensors, 45 MB',
    'arch "xresnet18" · lr 0.003',
    '',
  ]);
});

test('RunPane: the profile comes first', () => {
  const view = viewOf(...started, made.profile({ seconds: 8 }), made.profile());
  const lines = renderLines(<RunPane view={view} width={60} height={10} />);
  expect(lines.slice(0, 7)).toEqual([
    'A step took 1000.0 ms.',
    'Kernels ran one at a time while they were profiled.',
    'operator                     per step  time %    calls/step',
    'decoded                       50.0 ms   5.0 %             1',
    'trainStep                    950.0 ms  95.0 %             1',
    'kernel                       per step  time %    calls/step',
    'Conv2D                       500.0 ms  50.0 %            22',
  ]);
  expect(lines[7]).toContain('7,576 training images');
});

test('Keys: all of them, at any width', () => {
  const keys = (width: number, pausable: boolean, look: Partial<Look> = {}): string =>
    renderLines(<Keys look={{ ...firstLook, ...look }} pausable={pausable} width={width} />)[0] ?? '';
  expect(keys(60, true)).toBe('[1] 2 3 4  z zoom  s smooth  l log  p pause  ? help  q stop');
  expect(keys(80, false, { pane: 'table' })).toBe(
    ' 1  2 [3 table] 4   z zoom  s smooth  l log  ? help  q stop',
  );
  expect(renderLines(<Keys look={firstLook} pausable={false} watching width={60} />)[0]).toBe(
    '[1] 2 3 4  z zoom  s smooth  l log  ? help  q leave',
  );
  expect(keys(100, true, { paused: true })).toBe(
    '[1 overview] 2 scores  3 table  4 run   z zoom · s smooth · l log · p resume · ? help · q stop',
  );
});

test('Help names each key; a dashboard that only watches a run says so', () => {
  const help = (pausable: boolean, watching: boolean): string =>
    renderLines(<Help pausable={pausable} watching={watching} width={60} height={10} />).join('\n');
  for (const key of ['1-4, tab', 'z', 's', 'l', 'p, Ctrl-Z', 'q, Ctrl-C', '?'])
    expect(help(true, false)).toContain(key.padEnd(11));
  expect(help(true, false)).toContain('stop after this step and save the model');
  expect(help(false, true)).toContain('leave; a run in progress continues');
  expect(help(false, true)).not.toMatch(/stop|pause/);
});
