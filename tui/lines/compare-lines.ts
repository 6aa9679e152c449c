import { at } from '../../src/core/index.ts';
import {
  bucketsOf,
  formatTime,
  formatValue,
  resultOf,
  scoresOf,
  type RunState,
} from '../../src/reports/index.ts';
import { plot, type Layer, type Marker, type PlotSpec, type Point, type RunTone } from '../plot/plot.ts';
import { tableOf, tableWidth, type Column } from './columns.ts';
import { cut, span, type Spans } from './spans.ts';

/** A run with the name of its folder. */
export interface NamedRun {
  readonly name: string;
  /** How it ended, or `running`. */
  readonly state: string;
  readonly run: RunState;
}

export interface CompareLinesConfig {
  /** Characters per line. */
  readonly width: number;
}

const LETTERS = 'ABCDEF';
const HEIGHT = 14;

/** A run with the letter and the colour that identify it. */
interface LetteredRun extends NamedRun {
  readonly letter: string;
  readonly tone: RunTone;
}

/**
 * Compares up to six runs: their losses by step and accuracies by epoch in shared plots, a table of results, and the
 * settings that differ.
 */
export function compareLines(runs: readonly NamedRun[], { width }: CompareLinesConfig): readonly Spans[] {
  const lettered = runs.map((run, i): LetteredRun => ({
    ...run,
    letter: LETTERS.charAt(i),
    tone: `run${i + 1}` as RunTone,
  }));
  const size = { width, height: HEIGHT };
  const legend = lettered.map(({ letter, name, tone }): Spans => [span(`${letter} `, tone), span(name)]);
  return [
    ...legend,
    ...section('loss by training step: smoothed (a), validation (A)', lossCurves(lettered), size),
    ...section('accuracy by epoch', accuracyCurves(lettered), size),
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

const lossCurves = (runs: readonly LetteredRun[]): Curves => ({
  layers: runs.map(({ run, tone }) => ({
    tone,
    joined: true,
    points: bucketsOf(run.curves.all).map(({ at: x, smoothLoss }) => ({ x, y: smoothLoss })),
  })),
  markers: runs.flatMap(({ run, tone, letter }): readonly Marker[] => {
    const end = bucketsOf(run.curves.all).at(-1);
    return [
      // A lowercase letter at the end of each line identifies lines that cross.
      ...(end === undefined ? [] : [{ x: end.at, y: end.smoothLoss, char: letter.toLowerCase(), tone }]),
      ...run.rows.flatMap(({ row, steps }) =>
        row.validLoss === null ? [] : [{ x: steps - 1, y: row.validLoss, char: letter, tone }],
      ),
    ];
  }),
});

function accuracyCurves(runs: readonly LetteredRun[]): Curves {
  const pointsOf = ({ run }: LetteredRun): readonly Point[] =>
    run.rows.flatMap(({ row: { scores }, number }) => {
      const y = scores['accuracy'];
      return y === undefined ? [] : [{ x: number, y }];
    });
  return {
    layers: runs.map((each) => ({ tone: each.tone, joined: true, points: pointsOf(each) })),
    markers: runs.flatMap((each) =>
      pointsOf(each).map((point) => ({ ...point, char: each.letter, tone: each.tone })),
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

function resultColumns(runs: readonly LetteredRun[]): readonly Column[] {
  const column = (title: string, cellOf: (run: LetteredRun) => string): Column => ({
    title,
    align: 'right',
    cells: runs.map((run) => span(cellOf(run))),
  });
  const result = ({ run }: LetteredRun) => resultOf(run);
  const hasTta = runs.some(({ run }) => scoresOf(run)['tta_accuracy'] !== undefined);
  const score = (name: string, title: string): Column =>
    column(title, ({ run }) => formatValue(scoresOf(run)[name]));
  return [
    { title: 'run', align: 'left', cells: runs.map(({ letter, tone }) => span(letter, tone)) },
    column('epochs', (run) => String(result(run).epochs)),
    column('train_loss', (run) => formatValue(result(run).train_loss)),
    column('valid_loss', (run) => formatValue(result(run).valid_loss)),
    score('accuracy', 'accuracy'),
    ...(hasTta ? [score('tta_accuracy', 'with TTA')] : []),
    column('time', (run) => formatTime(result(run).seconds)),
    column('images/s', (run) => result(run).images_per_second?.toFixed(1) ?? ''),
    { title: 'state', align: 'left', cells: runs.map(({ state }) => span(state)) },
  ];
}

/** Returns as many columns as fit, from the left. */
const fitting = (columns: readonly Column[], width: number): readonly Column[] =>
  columns.filter((_, i) => tableWidth(columns.slice(0, i + 1)) <= width);

/** Returns a table of the options, data sizes and engine versions that differ between the runs. */
function settings(runs: readonly LetteredRun[]): readonly Spans[] {
  const settingsOf = ({ run: { run } }: LetteredRun): Readonly<Record<string, unknown>> => ({
    pipeline: run?.pipeline,
    ...run?.config,
    trainCount: run?.trainCount,
    validCount: run?.validCount,
    ...run?.engine,
  });
  const all = runs.map(settingsOf);
  const text = (value: unknown): string =>
    value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  const differing = [...new Set(all.flatMap((each) => Object.keys(each)))]
    .map((key) => ({ key, values: all.map((each) => text(each[key])) }))
    .filter(({ values }) => new Set(values).size > 1);
  if (differing.length === 0) return [[span('All settings are the same.')]];
  return tableOf([
    { title: 'setting', align: 'left', cells: differing.map(({ key }) => span(key)) },
    ...runs.map(({ letter }, i): Column => ({
      title: letter,
      align: 'left',
      cells: differing.map(({ values }) => span(at(values, i))),
    })),
  ]);
}
