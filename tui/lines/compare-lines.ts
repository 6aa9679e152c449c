import { bucketsOf, formatTime, formatValue } from '../../src/reports/index.ts';
import { tableOf, tableWidth, type Column } from './columns.ts';
import type { Compared } from './compared.ts';
import { plot, type Layer, type Marker, type PlotSpec, type Point, type RunTone } from '../plot/plot.ts';
import { cut, span, type Spans } from './spans.ts';

/** A run and the name of its folder. */
export interface NamedRun {
  readonly name: string;
  /** How it ended, or that it did not. */
  readonly state: string;
  readonly compared: Compared;
}

export interface CompareLinesConfig {
  /** Characters of a line. */
  readonly width: number;
}

const LETTERS = 'ABCDEF';
const HEIGHT = 14;

/** A run with what tells it from the others, with colours or without. */
interface Lettered extends NamedRun {
  readonly letter: string;
  readonly tone: RunTone;
}

/**
 * Runs beside each other: smoothed and validation loss by step and accuracy by epoch over each other, a letter at each
 * validation; what they came to; and the settings that differ.
 */
export function compareLines(runs: readonly NamedRun[], { width }: CompareLinesConfig): readonly Spans[] {
  const lettered = runs.map((run, i): Lettered => ({
    ...run,
    letter: LETTERS.charAt(i),
    tone: `run${i + 1}` as RunTone,
  }));
  const size = { width, height: HEIGHT };
  const legend = lettered.map(({ letter, name, tone }): Spans => [span(`${letter} `, tone), span(name)]);
  return [
    ...legend,
    ...section('loss by training step: smoothed (a), validation (A)', lossOf(lettered), size),
    ...section('accuracy by epoch', accuracyOf(lettered), size),
    [],
    ...tableOf(fitting(resultColumns(lettered), width)),
    [],
    ...settings(lettered),
  ].map((line) => cut(line, width));
}

interface Curves {
  readonly layers: readonly Layer[];
  readonly markers: readonly Marker[];
}

const lossOf = (runs: readonly Lettered[]): Curves => ({
  layers: runs.map(({ compared, tone }) => ({
    tone,
    joined: true,
    points: bucketsOf(compared.curve).map(({ at, smoothLoss }) => ({ x: at, y: smoothLoss })),
  })),
  markers: runs.flatMap(({ compared, tone, letter }): readonly Marker[] => {
    const end = bucketsOf(compared.curve).at(-1);
    return [
      // At the end of its line, small, so that a tangle can be followed back.
      ...(end === undefined ? [] : [{ x: end.at, y: end.smoothLoss, char: letter.toLowerCase(), tone }]),
      ...compared.epochs.flatMap(({ at, validLoss }) =>
        validLoss === null ? [] : [{ x: at - 1, y: validLoss, char: letter, tone }],
      ),
    ];
  }),
});

function accuracyOf(runs: readonly Lettered[]): Curves {
  const pointsOf = ({ compared }: Lettered): readonly Point[] =>
    compared.epochs.flatMap(({ accuracy }, i) => (accuracy === null ? [] : [{ x: i + 1, y: accuracy }]));
  return {
    layers: runs.map((run) => ({ tone: run.tone, joined: true, points: pointsOf(run) })),
    markers: runs.flatMap((run) =>
      pointsOf(run).map((point) => ({ ...point, char: run.letter, tone: run.tone })),
    ),
  };
}

function section(
  title: string,
  { layers, markers }: Curves,
  size: Pick<PlotSpec, 'width' | 'height'>,
): readonly Spans[] {
  const points = [...layers.flatMap((layer) => layer.points), ...markers].filter(({ y }) =>
    Number.isFinite(y),
  );
  if (points.length === 0) return [];
  const range = (values: readonly number[]): readonly [number, number] => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const x = range(points.map((point) => point.x));
  const y = range(points.map((point) => point.y));
  return [[], [span(title, 'title')], ...plot({ ...size, x, y, log: false, layers, markers, verticals: [] })];
}

function resultColumns(runs: readonly Lettered[]): readonly Column[] {
  const column = (title: string, cellOf: (run: Lettered) => string): Column => ({
    title,
    align: 'right',
    cells: runs.map((run) => span(cellOf(run))),
  });
  const result = ({ compared }: Lettered) => compared.state.result;
  const tta = runs.some(({ compared }) => compared.state.scores['tta_accuracy'] !== undefined);
  const score = (name: string, title: string): Column =>
    column(title, ({ compared }) => formatValue(compared.state.scores[name]));
  return [
    { title: 'run', align: 'left', cells: runs.map(({ letter, tone }) => span(letter, tone)) },
    column('epochs', (run) => String(result(run).epochs)),
    column('train_loss', (run) => formatValue(result(run).train_loss)),
    column('valid_loss', (run) => formatValue(result(run).valid_loss)),
    score('accuracy', 'accuracy'),
    ...(tta ? [score('tta_accuracy', 'with TTA')] : []),
    column('time', (run) => formatTime(result(run).seconds)),
    column('images/s', (run) => result(run).images_per_second?.toFixed(1) ?? ''),
    { title: 'state', align: 'left', cells: runs.map(({ state }) => span(state)) },
  ];
}

/** As many as there is room for, from the left. */
const fitting = (columns: readonly Column[], width: number): readonly Column[] =>
  columns.filter((_, i) => tableWidth(columns.slice(0, i + 1)) <= width);

/** What they were asked for, and with what they ran, where that is not the same. */
function settings(runs: readonly Lettered[]): readonly Spans[] {
  const told = runs.map(({ compared: { run } }) => ({
    pipeline: run?.pipeline,
    ...run?.config,
    trainCount: run?.trainCount,
    validCount: run?.validCount,
    ...run?.engine,
  }));
  const keys = [...new Set(told.flatMap((each) => Object.keys(each)))];
  const text = (value: unknown): string =>
    value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  const differing = keys
    .map((key) => ({ key, values: told.map((each) => text((each as Record<string, unknown>)[key])) }))
    .filter(({ values }) => new Set(values).size > 1);
  if (differing.length === 0) return [[span('All settings are the same.')]];
  return tableOf([
    { title: 'setting', align: 'left', cells: differing.map(({ key }) => span(key)) },
    ...runs.map(({ letter }, i): Column => ({
      title: letter,
      align: 'left',
      cells: differing.map(({ values }) => span(values[i] ?? '')),
    })),
  ]);
}
