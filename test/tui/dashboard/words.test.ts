import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { barsOf } from '../../../tui/dashboard/bars.ts';
import { firstLook, foldKey, keysOf, type Look } from '../../../tui/dashboard/keys.ts';
import { layoutOf } from '../../../tui/dashboard/layout.ts';
import { foldView, noView, type View } from '../../../tui/dashboard/model.ts';
import { cut, span, spread, type Spans } from '../../../tui/lines/spans.ts';
import { wrapped } from '../../../tui/lines/wrapped.ts';
import {
  endLines,
  packed,
  phaseChips,
  resultLines,
  stateOf,
  statusPieces,
  tableTail,
} from '../../../tui/dashboard/words.ts';

const viewOf = (...metrics: readonly Metric[]): View => metrics.reduce(foldView, noView);
const begun = [made.runStarted(), made.phaseStarted()];
const text = (line: Spans): string => line.map((each) => each.text).join('');

describe('lines', () => {
  test('cut where the room ends', () => {
    const line = [span('abc'), span('def', 'good')];
    expect(cut(line, 6)).toBe(line);
    expect(cut(line, 5)).toEqual([span('abc'), span('d', 'good'), span('…', 'quiet')]);
    expect(cut(line, 1)).toEqual([span('…', 'quiet')]);
    expect(cut(line, 0)).toEqual([]);
  });

  test('left and right; the right one stays whole', () => {
    expect(text(spread([span('left')], [span('right')], 12))).toBe('left   right');
    expect(text(spread([span('left')], [span('right')], 10))).toBe('le…  right');
    expect(text(spread([span('left')], [span('right')], 4))).toBe('rig…');
  });

  test('wrapped between words, and inside of one that is too long', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrapped('fits', 4)).toEqual(['fits']);
  });

  test('packed: pieces stay whole, empty ones are left out', () => {
    expect(packed(['aaa', '', 'bb', 'cccc'], 8)).toEqual(['aaa · bb', 'cccc']);
  });
});

describe('statusPieces', () => {
  test('of a step', () => {
    expect(statusPieces(viewOf(...begun, made.step(), made.itemSkipped()))).toEqual([
      '',
      'loss 2.2500',
      'lr 0.00120',
      '64.0 images/s',
      'data wait 25 %',
      '1 image skipped',
      'memory 1.0 GB',
      '200 tensors',
      'momentum 0.950',
      '',
    ]);
  });

  test('a loss that ran away', () => {
    const view = viewOf(...begun, made.step({ smoothLoss: Number.NaN, momentum: null }));
    expect(statusPieces(view)).toContain('loss not a number');
    // So it comes out of JSON.
    expect(statusPieces(viewOf(...begun, made.step({ smoothLoss: null as never })))).toContain(
      'loss not a number',
    );
  });

  test('test-time augmentation and the saved model', () => {
    const tta = made.predictionSummary({ kind: 'tta' });
    expect(
      statusPieces(viewOf(...begun, tta, made.checkpointSaved())).filter((piece) => piece !== ''),
    ).toEqual(['test-time augmentation: accuracy 0.500000', 'saved model.safetensors, 44.8 MB']);
  });
});

describe('stateOf', () => {
  const step = viewOf(...begun, made.step());
  test.each<[string, View, number, Partial<Look>, string]>([
    ['before a phase', noView, 0, {}, 'starting'],
    ['training', step, 0, {}, 'training · 00:01'],
    ['evaluating', viewOf(...begun, made.evaluationStep()), 4, {}, 'evaluating · 00:00'],
    ['silence', step, 75, {}, 'nothing for 01:15: hangs?'],
    ['paused, which is silent too', step, 75, { paused: true }, 'paused · 00:01'],
    ['asked to stop', step, 0, { stops: 1 }, 'stopping after this step; q again: at once'],
    ['asked twice', step, 0, { stops: 2 }, 'stopped'],
    ['stopped', viewOf(made.runEnded({ why: 'stopped' })), 0, { stops: 1 }, 'stopped after 07:31'],
    ['completed', viewOf(made.runEnded()), 9, {}, 'completed after 07:31'],
  ])('%s', (_, view, silence, look, expected) => {
    expect(stateOf(view, silence, { ...firstLook, ...look }).text).toBe(expected);
  });
});

test('phases: earlier ones lose their names, then go', () => {
  const phases = viewOf(
    made.phaseStarted({ name: 'fit(3)', size: [48, 48] }),
    made.phaseStarted({ name: 'tune(1)', size: [64, 64] }),
    made.phaseStarted({ name: 'tune(2)', size: [64, 64] }),
  ).phases;
  const chips = (width: number, ended = false): string => text(phaseChips(phases, ended, width));
  expect(chips(80)).toBe('✓ fit(3) 48×48  ✓ tune(1) 64×64  ▶ tune(2) 64×64');
  expect(chips(40)).toBe('✓ 48×48  ✓ 64×64  ▶ tune(2) 64×64');
  expect(chips(30)).toBe('…  ✓ 64×64  ▶ tune(2) 64×64');
  expect(chips(20)).toBe('…  ▶ tune(2) 64×64');
  expect(chips(5, true)).toBe('…  ✓ tune(2) 64×64');
});

describe('tableTail', () => {
  const rows = viewOf(
    made.epochRow(),
    made.epochRow({ epoch: 1 }),
    made.epochRow({ phase: 1 }),
    made.epochRow({ phase: 1, epoch: 1 }),
  ).rows;
  const first = (height: number): string =>
    tableTail(rows, height)
      .map((line) => line.text.slice(0, 5).trim())
      .join(' ');

  test('all, with a header a phase', () => {
    expect(first(9)).toBe('epoch 0 1 epoch 0 1');
  });
  test('the last ones, under a header', () => {
    expect(first(4)).toBe('epoch 0 1');
    expect(first(3)).toBe('epoch 0 1');
    expect(first(2)).toBe('epoch 1');
    expect(first(0)).toBe('');
    expect(tableTail([], 5)).toEqual([]);
  });
});

test('what a run came to, and all runs where there are several', () => {
  const one = [made.runStarted(), made.epochRow(), made.runEnded()];
  expect(endLines(viewOf(...one), 80)).toEqual(['accuracy 0.468040 (by chance: 0.500000)']);
  expect(endLines(viewOf(...one), 20)).toEqual(['accuracy 0.468040', '(by chance:', '0.500000)']);
  expect(endLines(viewOf(...one.slice(0, 2)), 80)).toEqual([]);
  expect(resultLines(viewOf(...one))).toHaveLength(1);
  expect(resultLines(viewOf(...one, ...one)).slice(2)).toHaveLength(4);
});

test('bars: the step, the epoch by its time, the phase', () => {
  const half = viewOf(...begun, made.step(), made.step({ step: 1 }));
  expect(barsOf(half)).toEqual([
    { label: 'training', fraction: 0.5, note: 'step 2 of 4' },
    { label: 'epoch 0', fraction: 0.5, note: '00:02 left' },
    { label: 'phase 0', fraction: 0.25, note: '00:06 left' },
  ]);
  expect(barsOf(foldView(half, made.epochRow())).map(({ fraction }) => fraction)).toEqual([0.5, 1, 0.5]);
  expect(barsOf(foldView(half, made.runEnded())).map(({ note }) => note)).toEqual(['step 2 of 4', '', '']);
  expect(barsOf(noView)).toEqual([]);
});

test('keys', () => {
  const look = (keys: string): Partial<Look> => {
    const after: Look = keys.split(' ').reduce(foldKey, firstLook);
    return Object.fromEntries(
      Object.entries(after).filter(([name, value]) => value !== firstLook[name as keyof Look]),
    );
  };
  expect(look('2')).toEqual({ pane: 'scores' });
  expect(look('tab tab')).toEqual({ pane: 'table' });
  expect(look('tab tab tab tab')).toEqual({});
  expect(look('z')).toEqual({ zoom: 'epoch' });
  expect(look('z z')).toEqual({ zoom: 'latest' });
  expect(look('s')).toEqual({ smoothing: 'smoothed' });
  expect(look('l')).toEqual({ log: true });
  expect(look('?')).toEqual({ help: true });
  expect(look('? escape')).toEqual({});
  expect(look('? 4')).toEqual({ pane: 'run' });
  expect(look('p')).toEqual({ paused: true });
  expect(look('q ctrl-c')).toEqual({ stops: 2 });
  expect(look('x 5 9')).toEqual({});
});

test('keys that come together are one each', () => {
  const none = { tab: false, escape: false, ctrl: false };
  expect(keysOf('zl\t\u0003\u001B', none)).toEqual(['z', 'l', 'tab', 'ctrl-c', 'escape']);
  expect(keysOf('', { ...none, tab: true })).toEqual(['tab']);
  expect(keysOf('', { ...none, escape: true })).toEqual(['escape']);
  expect(keysOf('c', { ...none, ctrl: true })).toEqual(['ctrl-c']);
  expect(keysOf('z', { ...none, ctrl: true })).toEqual([]);
});

test('a layout fills the terminal, whatever its size', () => {
  for (let rows = 1; rows < 80; rows++)
    for (const columns of [10, 60, 80, 200])
      for (const result of [0, 1, 5]) {
        const { bars, status, body, keys } = layoutOf(columns, rows, { keys: true, result });
        expect(2 + bars + status + body + keys).toBe(Math.max(2, rows));
      }
});
