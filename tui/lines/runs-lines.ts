import * as E from 'fp-ts/lib/Either.js';
import { shellCommand } from '../../src/core/index.ts';
import { formatTime, formatValue, metricOfLine } from '../../src/reports/index.ts';
import { tableOf, tableWidth, widthOf, type Column } from './columns.ts';
import { cut, span, type Spans } from './spans.ts';

type Json = Readonly<Record<string, unknown>>;

/** What is known of a run without reading all of it. */
export interface ListedRun {
  readonly name: string;
  readonly state: 'completed' | 'stopped' | 'failed' | 'running' | 'broken off';
  /** When it began, milliseconds since 1970. */
  readonly begun: number | null;
  readonly config: Json | null;
  /** Null until it ended; then the first line of its metrics and its history.csv tell instead. */
  readonly result: Json | null;
  readonly firstLine: string | null;
  readonly history: string | null;
  /** Those of a folder of several. */
  readonly within: readonly ListedRun[];
}

export interface RunsLinesConfig {
  /** Where they are, as the person wrote it. */
  readonly folder: string;
  /** Characters of a line. */
  readonly width: number;
}

/**
 * Runs as a table, a line each, in as many columns as there is room for; those inside another are indented.
 *
 * ```text
 * run       begun        pipeline  network    size  epochs  accuracy   time   state
 * first     11-25 04:30  baseline  xresnet18    64       5  0.740623  19:13   completed
 * second    11-25 04:50  baseline  xresnet18    64       2  0.641310  07:02   running
 * ```
 */
export function runsLines(runs: readonly ListedRun[], { folder, width }: RunsLinesConfig): readonly Spans[] {
  const rows = runs.flatMap((run) => rowsOf(run, 0));
  if (rows.length === 0)
    return [[span(`No runs in ${folder} yet. Each training writes one: ${shellCommand()}`)]];
  const column = (title: string, align: Column['align'], cellOf: (row: Row) => string): Column => ({
    title,
    align,
    cells: rows.map((row) => span(cellOf(row), row.state === 'completed' ? 'plain' : toneOf[row.state])),
  });
  // Names are cut for the sake of the others, and get what these leave.
  const most = Math.max(20, Math.floor(0.4 * width));
  // The first is always there; of the others those that come first have room first.
  const all: readonly (readonly [importance: number, column: Column])[] = [
    [0, column('run', 'left', (row) => endOf(row.name, most))],
    [7, column('begun', 'left', (row) => row.begun)],
    [5, column('pipeline', 'left', (row) => row.pipeline)],
    [6, column('network', 'left', (row) => row.architecture)],
    [8, column('size', 'right', (row) => row.size)],
    [4, column('epochs', 'right', (row) => row.epochs)],
    [1, column('accuracy', 'right', (row) => row.accuracy)],
    [3, column('with TTA', 'right', (row) => row.tta)],
    [2, column('time', 'right', (row) => row.time)],
    [1, column('state', 'left', (row) => row.state)],
  ];
  const told = all.filter(([, { cells }]) => cells.some(({ text }) => text !== ''));
  const shown = [...told]
    .sort(([a], [b]) => a - b)
    .reduce<readonly Column[]>((chosen, [, next]) => {
      const more = told.map(([, each]) => each).filter((each) => chosen.includes(each) || each === next);
      return chosen.length === 0 || tableWidth(more) <= width ? more : chosen;
    }, []);
  const [first, ...others] = shown;
  if (first === undefined) return [];
  const room = Math.max(8, width - (tableWidth(shown) - widthOf(first)));
  const names = {
    ...first,
    cells: first.cells.map(({ tone }, i) => span(endOf(rows[i]?.name ?? '', room), tone)),
  };
  return tableOf([names, ...others]).map((line) => cut(line, width));
}

const toneOf = {
  completed: 'plain',
  stopped: 'quiet',
  failed: 'alarm',
  'broken off': 'alarm',
  running: 'good',
} as const;

interface Row {
  readonly name: string;
  readonly state: ListedRun['state'];
  readonly begun: string;
  readonly pipeline: string;
  readonly architecture: string;
  readonly size: string;
  readonly epochs: string;
  readonly accuracy: string;
  readonly tta: string;
  readonly time: string;
}

function rowsOf(run: ListedRun, depth: number): readonly Row[] {
  const { config, result, history, firstLine } = run;
  const started = firstLine === null ? null : startedOf(firstLine);
  const epochs = (history ?? '').trim().split('\n').slice(1);
  const names = (history ?? '').split('\n')[0]?.split(',') ?? [];
  const last = epochs.at(-1)?.split(',') ?? [];
  const inHistory = (name: string): number | null => {
    const value = Number(last[names.indexOf(name)]);
    return Number.isFinite(value) && last.length > 0 ? value : null;
  };
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  const text = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const seconds = number(result?.['seconds']);
  return [
    {
      name: '  '.repeat(depth) + run.name,
      state: run.state,
      begun: run.begun === null ? '' : dateOf(new Date(run.begun)),
      pipeline: pipelineName(text(config?.['pipeline'] ?? result?.['pipeline'] ?? started?.pipeline)),
      architecture: text(result?.['architecture'] ?? started?.architecture ?? config?.['arch']),
      size: text(config?.['size']),
      epochs: result === null ? (epochs.length > 0 ? String(epochs.length) : '') : text(result['epochs']),
      accuracy: formatValue(result === null ? inHistory('accuracy') : number(result['accuracy'])),
      tta: formatValue(number(result?.['tta_accuracy'])),
      time: seconds === null ? '' : formatTime(seconds),
    },
    ...run.within.flatMap((each) => rowsOf(each, depth + 1)),
  ];
}

function startedOf(line: string): { readonly pipeline: string; readonly architecture: string } | null {
  const metric = metricOfLine(line, { file: '', line: 1 });
  return E.isRight(metric) && metric.right._tag === 'RunStarted' ? metric.right : null;
}

/** A pipeline of the person's own is its file. */
const pipelineName = (name: string): string => name.split(/[/\\]/).at(-1) ?? name;

/** `11-25 04:30`, here. */
function dateOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The end of a name tells more than its beginning, which is the time. */
const endOf = (name: string, room: number): string =>
  name.length <= room ? name : `…${name.slice(name.length - room + 1)}`;
