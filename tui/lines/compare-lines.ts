import { at } from '../../src/core/index.ts';
import {
  comparedCharts,
  formatTime,
  formatValue,
  resultOf,
  runMark,
  scoresOf,
  type RunState,
} from '../../src/reports/index.ts';
import { plot } from '../plot/plot.ts';
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

const HEIGHT = 14;

/** A run with the letter and the colour that identify it. */
type LetteredRun = NamedRun & ReturnType<typeof runMark>;

/**
 * Compares up to six runs: their losses by step and scores by epoch in shared charts, a table of results, and the
 * settings that differ.
 */
export function compareLines(runs: readonly NamedRun[], { width }: CompareLinesConfig): readonly Spans[] {
  const lettered = runs.map((run, i): LetteredRun => ({ ...run, ...runMark(i) }));
  const legend = lettered.map(({ letter, name, tone }): Spans => [span(`${letter} `, tone), span(name)]);
  return [
    ...legend,
    ...comparedCharts(runs.map(({ run }) => run)).flatMap((chart): readonly Spans[] => [
      [],
      [span(chart.title, 'title')],
      ...plot(chart, { width, height: HEIGHT }),
    ]),
    [],
    ...tableOf(fitting(resultColumns(lettered), width)),
    [],
    ...settings(lettered),
  ].map((line) => cut(line, width));
}

function resultColumns(runs: readonly LetteredRun[]): readonly Column[] {
  const column = (title: string, cellOf: (run: LetteredRun) => string): Column => ({
    title,
    align: 'right',
    cells: runs.map((run) => span(cellOf(run))),
  });
  const result = ({ run }: LetteredRun) => resultOf(run);
  const scores = [...new Set(runs.flatMap(({ run }) => Object.keys(scoresOf(run))))];
  return [
    { title: 'run', align: 'left', cells: runs.map(({ letter, tone }) => span(letter, tone)) },
    column('epochs', (run) => String(result(run).epochs)),
    column('train_loss', (run) => formatValue(result(run).train_loss)),
    column('valid_loss', (run) => formatValue(result(run).valid_loss)),
    ...scores.map((name) =>
      column(name.replace(/^tta_/, 'TTA '), ({ run }) => formatValue(scoresOf(run)[name])),
    ),
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
