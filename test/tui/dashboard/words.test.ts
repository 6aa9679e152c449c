import { describe, expect, test } from 'vitest';
import type { Metric, RunEnded } from '../../../src/core/index.ts';
import { made } from '../../support/made-metrics.ts';
import { firstLook, foldKey, keysOf, type Look } from '../../../tui/dashboard/keys.ts';
import { layoutOf } from '../../../tui/dashboard/layout.ts';
import { foldRunState, noRunState, type RunState } from '../../../src/reports/index.ts';
import { cut, span, spread, type Spans } from '../../../tui/lines/spans.ts';
import { wrap } from '../../../tui/lines/wrap.ts';
import {
  endLines,
  pack,
  phaseChips,
  resultLines,
  stateOf,
  statusPieces,
  tableTail,
} from '../../../tui/dashboard/words.ts';

const viewOf = (...metrics: readonly Metric[]): RunState => metrics.reduce(foldRunState, noRunState);
const started = [made.runStarted(), made.phaseStarted()];
const text = (line: Spans): string => line.map((each) => each.text).join('');

describe('lines', () => {
  test('cut ends a line that is too long with …', () => {
    const line = [span('abc'), span('def', 'good')];
    expect(cut(line, 6)).toBe(line);
    expect(cut(line, 5)).toEqual([span('abc'), span('d', 'good'), span('…', 'quiet')]);
    expect(cut(line, 1)).toEqual([span('…', 'quiet')]);
    expect(cut(line, 0)).toEqual([]);
  });

  test('spread aligns left and right; the left one is cut first', () => {
    expect(text(spread([span('left')], [span('right')], 12))).toBe('left   right');
    expect(text(spread([span('left')], [span('right')], 10))).toBe('le…  right');
    expect(text(spread([span('left')], [span('right')], 4))).toBe('rig…');
  });

  test('wrap breaks between words, and within a word that is too long', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('fits', 4)).toEqual(['fits']);
  });

  test('wrap keeps code in backticks on one line, if it fits', () => {
    expect(wrap('run `tta --from A` now', 14)).toEqual(['run', '`tta --from A`', 'now']);
    expect(wrap('run `tta --from A` now', 8)).toEqual(['run', '`tta', '--from', 'A` now']);
  });

  test('pack never splits a piece and drops empty ones', () => {
    expect(pack(['aaa', '', 'bb', 'cccc'], 8)).toEqual(['aaa · bb', 'cccc']);
  });
});

describe('statusPieces', () => {
  test('during training', () => {
    expect(statusPieces(viewOf(...started, made.step(), made.itemSkipped()))).toEqual([
      '',
      '',
      '',
      'loss 2.2500',
      'lr 0.00120',
      '64.0 images/s',
      'data wait 25 %',
      '',
      '1 image skipped',
      'memory 1.0 GB',
      '200 tensors',
      'momentum 0.950',
      '',
      '',
      '',
    ]);
  });

  test('counts skipped and damaged images', () => {
    const view = viewOf(...started, made.itemDamaged(), made.itemDamaged(), made.itemDamaged('/b.jpg'));
    expect(statusPieces(view)).toContain('2 images damaged');
  });

  test('a fit that ended early, until the next phase', () => {
    const ended = [...started, made.step(), made.fitEnded()];
    const text = 'stopped early: no better valid_loss for 2 epochs';
    expect(statusPieces(viewOf(...ended))).toContain(text);
    expect(statusPieces(viewOf(...ended, made.phaseStarted()))).not.toContain(text);
  });

  test('the best epoch, the suggestions of a search, and the notices', () => {
    const best = [
      made.bestSaved({ epoch: 0 }),
      made.epochRow({ validLoss: 0.5, scores: { accuracy: 0.75 } }),
    ];
    const notice = { _tag: 'Notice', text: 'the gradients of the last 2 images were dropped' } as const;
    const pieces = statusPieces(viewOf(...started, ...best, notice));
    expect(pieces).toContain('best: epoch 1, accuracy 0.750000, valid_loss 0.500000');
    const searched = viewOf(made.runStarted(), made.lrStep(), made.lrFound());
    expect(statusPieces(searched)).toContain(
      'suggested learning rates: valley 0.00210 (v), minimum 0.0120 (m), steep 0.00520 (s), slide 0.0900 (d)',
    );
    expect(pieces).toContain(notice.text);
    const choice = { _tag: 'Notice', text: 'Estimated time: 9 minutes', isChoice: true } as const;
    expect(statusPieces(viewOf(...started, choice))).toContain(choice.text);
    expect(statusPieces(viewOf(...started, choice, made.runEnded()))).not.toContain(choice.text);
  });

  test('a search for a learning rate', () => {
    const view = viewOf(made.runStarted(), made.lrStep({ learningRate: 1e-5 }));
    expect(statusPieces(view)).toEqual(
      expect.arrayContaining(['loss 2.5000', 'lr 1.00e-5', '64.0 images/s']),
    );
    expect(stateOf(view, 0, firstLook)).toMatchObject({ text: 'lr search · 00:01' });
  });

  test('a diverged loss', () => {
    const view = viewOf(...started, made.step({ smoothLoss: Number.NaN, momentum: null }));
    expect(statusPieces(view)).toContain('loss not a number');
    // As JSON stores NaN.
    expect(statusPieces(viewOf(...started, made.step({ smoothLoss: null as never })))).toContain(
      'loss not a number',
    );
  });

  test('test-time augmentation and the saved model', () => {
    const tta = made.predictionSummary({ kind: 'tta' });
    expect(
      statusPieces(viewOf(...started, tta, made.checkpointSaved())).filter((piece) => piece !== ''),
    ).toEqual(['test-time augmentation: accuracy 0.500000', 'saved model.safetensors, 45 MB']);
  });
});

describe('stateOf', () => {
  const step = viewOf(...started, made.step());
  test.each<[string, RunState, number, Partial<Look>, string]>([
    ['before a phase', noRunState, 0, {}, 'starting'],
    ['training', step, 0, {}, 'training · 00:01'],
    ['validation', viewOf(...started, made.evaluationStep()), 4, {}, 'validation · 00:00'],
    ['silence', step, 75, {}, 'no progress for 01:15 (hung?)'],
    [
      'a slow first step',
      viewOf(...started),
      75,
      {},
      'in the first step for 01:15 (compiling, or a busy machine)',
    ],
    ['paused: silence is no hang', step, 75, { paused: true }, 'paused · 00:01'],
    ['asked to stop', step, 0, { stops: 1 }, 'stopping after this step; q again to stop now'],
    ['asked twice', step, 0, { stops: 2 }, 'stopped'],
    ['stopped', viewOf(made.runEnded({ why: 'stopped' })), 0, { stops: 1 }, 'stopped after 07:31'],
    ['completed', viewOf(made.runEnded()), 9, {}, 'completed after 07:31'],
  ])('%s', (_, view, silence, look, expected) => {
    expect(stateOf(view, silence, { ...firstLook, ...look }).text).toBe(expected);
  });

  test('leaving a watched run does not stop it', () => {
    expect(stateOf(step, 0, { ...firstLook, stops: 1 }, true).text).toBe('the run continues');
  });
});

test('phases: earlier ones lose their names, then are dropped', () => {
  const phases = viewOf(
    made.phaseStarted({ name: 'fit(3)', size: [48, 48] }),
    made.phaseStarted({ name: 'tune(1)', size: [64, 64] }),
    made.phaseStarted({ name: 'tune(2)', size: [64, 64] }),
  ).phases;
  const chips = (width: number, ended: RunEnded['why'] | null = null): string =>
    text(phaseChips(phases, ended, width));
  expect(chips(80)).toBe('✓ fit(3) 48×48  ✓ tune(1) 64×64  ▶ tune(2) 64×64');
  expect(chips(40)).toBe('✓ 48×48  ✓ 64×64  ▶ tune(2) 64×64');
  expect(chips(30)).toBe('…  ✓ 64×64  ▶ tune(2) 64×64');
  expect(chips(20)).toBe('…  ▶ tune(2) 64×64');
  expect(chips(5, 'completed')).toBe('…  ✓ tune(2) 64×64');
  expect(chips(5, 'stopped')).toBe('…  ■ tune(2) 64×64');
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

  test('all rows, with one header per phase', () => {
    expect(first(9)).toBe('epoch 1 2 epoch 1 2');
  });
  test('the last rows, under a header', () => {
    expect(first(4)).toBe('epoch 1 2');
    expect(first(3)).toBe('epoch 1 2');
    expect(first(2)).toBe('epoch 2');
    expect(first(0)).toBe('');
    expect(tableTail([], 5)).toEqual([]);
  });
});

test('the result of a run, and a table of several runs', () => {
  const one = [made.runStarted(), made.epochRow(), made.runEnded()];
  expect(endLines(viewOf(...one), 80)).toEqual(['accuracy 0.468040 (chance: 0.500000)']);
  expect(endLines(viewOf(...one), 20)).toEqual(['accuracy 0.468040', '(chance: 0.500000)']);
  expect(endLines(viewOf(...one.slice(0, 2)), 80)).toEqual([]);
  expect(resultLines(viewOf(...one))).toHaveLength(1);
  expect(resultLines(viewOf(...one, ...one)).slice(2)).toHaveLength(4);
});

test('each key changes what is shown', () => {
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

test('keys that arrive together are separate', () => {
  const none = { tab: false, escape: false, ctrl: false };
  expect(keysOf('zl\t\u0003\u001B', none)).toEqual(['z', 'l', 'tab', 'ctrl-c', 'escape']);
  expect(keysOf('', { ...none, tab: true })).toEqual(['tab']);
  expect(keysOf('', { ...none, escape: true })).toEqual(['escape']);
  expect(keysOf('c', { ...none, ctrl: true })).toEqual(['ctrl-c']);
  expect(keysOf('z', { ...none, ctrl: true })).toEqual(['ctrl-z']);
  expect(keysOf('x', { ...none, ctrl: true })).toEqual([]);
});

test('a layout fills the terminal, whatever its size', () => {
  for (let rows = 1; rows < 80; rows++)
    for (const columns of [10, 60, 80, 200])
      for (const result of [0, 1, 5]) {
        const { bars, status, body, keys } = layoutOf(columns, rows, {
          bars: 3 + (columns % 2),
          keys: true,
          result,
        });
        expect(2 + bars + status + body + keys).toBe(Math.max(2, rows));
      }
});
