import * as E from 'fp-ts/lib/Either.js';
import { at, formatBytes, isRecord, lastOf, shellCommand, type RunFiles } from '../../src/core/index.ts';
import { formatTime, formatValue, metricOfLine } from '../../src/reports/index.ts';
import { tableOf, tableWidth, widthOf, type Column } from './columns.ts';
import { cut, span, type Spans } from './spans.ts';

export interface RunsLinesConfig {
  /** The folder as the user wrote it. */
  readonly folder: string;
  /** Characters per line. */
  readonly width: number;
}

/**
 * Returns a table with one line per run and as many columns as fit, and the size of several runs in total. Nested runs are
 * indented; the size of the run around them includes theirs.
 *
 * ```text
 * run       started      pipeline  network    size  epochs  accuracy   time    disk  state
 * first     11-25 04:30  baseline  xresnet18    64       5  0.740623  19:13   90 MB  completed
 * second    11-25 04:50  baseline  xresnet18    64       2  0.641310  07:02   46 MB  running
 * total                                                                      136 MB
 * ```
 */
export function runsLines(runs: readonly RunFiles[], { folder, width }: RunsLinesConfig): readonly Spans[] {
  const rows = [...runs.flatMap((run) => rowsOf(run, 0)), ...(runs.length > 1 ? [totalOf(runs)] : [])];
  if (rows.length === 0) return [[span(`No runs in ${folder} yet. To train a model: ${shellCommand()}`)]];
  const column = (title: string, align: Column['align'], cellOf: (row: Row) => string): Column => ({
    title,
    align,
    cells: rows.map((row) => span(cellOf(row), toneOf[row.state])),
  });
  // Names are cut while the columns are chosen; afterwards they get the remaining room.
  const maxName = Math.max(20, Math.floor(0.4 * width));
  // The first column is always shown, the others by priority as long as they fit.
  const all: readonly (readonly [priority: number, column: Column])[] = [
    [0, column('run', 'left', (row) => endOf(row.name, maxName))],
    [7, column('started', 'left', (row) => row.startedAt)],
    [5, column('pipeline', 'left', (row) => row.pipeline)],
    [6, column('network', 'left', (row) => row.architecture)],
    [8, column('size', 'right', (row) => row.size)],
    [4, column('epochs', 'right', (row) => row.epochs)],
    [1, column('accuracy', 'right', (row) => row.accuracy)],
    [2, column('f1', 'right', (row) => row.f1)],
    [3, column('average precision', 'right', (row) => row.averagePrecision)],
    [3, column('best', 'right', (row) => row.best)],
    [3, column('with TTA', 'right', (row) => row.tta)],
    [2, column('time', 'right', (row) => row.time)],
    [2, column('disk', 'right', (row) => row.disk)],
    [1, column('state', 'left', (row) => row.state)],
  ];
  const filled = all.filter(([, { cells }]) => cells.some(({ text }) => text !== ''));
  const shown = [...filled]
    .sort(([a], [b]) => a - b)
    .reduce<readonly Column[]>((chosen, [, next]) => {
      const more = filled.map(([, each]) => each).filter((each) => chosen.includes(each) || each === next);
      return chosen.length === 0 || tableWidth(more) <= width ? more : chosen;
    }, []);
  const [first, ...others] = shown;
  if (first === undefined) return [];
  const room = Math.max(8, width - (tableWidth(shown) - widthOf(first)));
  const names = {
    ...first,
    cells: first.cells.map(({ tone }, i) => span(endOf(at(rows, i).name, room), tone)),
  };
  return tableOf([names, ...others]).map((line) => cut(line, width));
}

const toneOf = {
  completed: 'plain',
  stopped: 'quiet',
  failed: 'alarm',
  lost: 'alarm',
  running: 'good',
  '': 'quiet',
} as const;

interface Row {
  readonly name: string;
  /** Empty for the total. */
  readonly state: RunFiles['state'] | '';
  readonly startedAt: string;
  readonly pipeline: string;
  readonly architecture: string;
  readonly size: string;
  readonly epochs: string;
  readonly accuracy: string;
  readonly f1: string;
  /** Of several labels per image. */
  readonly averagePrecision: string;
  readonly best: string;
  readonly tta: string;
  readonly time: string;
  readonly disk: string;
}

function rowsOf(run: RunFiles, depth: number): readonly Row[] {
  const { config, result, history, firstLine } = run;
  const started = firstLine === null ? null : startedOf(firstLine);
  const [header = '', ...epochs] = (history ?? '').trim().split('\n');
  const last = epochs.at(-1)?.split(',');
  const inHistory = (name: string): number | null => {
    const value = Number(last?.[header.split(',').indexOf(name)]);
    return Number.isFinite(value) ? value : null;
  };
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  const text = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const score = (name: string): string =>
    formatValue(result === null ? inHistory(name) : number(result[name]));
  const seconds = number(result?.['seconds']);
  return [
    {
      name: '  '.repeat(depth) + run.name,
      state: run.state,
      startedAt: run.startedAt === null ? '' : dateOf(new Date(run.startedAt)),
      pipeline: pipelineName(text(config?.['pipeline'] ?? result?.['pipeline'] ?? started?.pipeline)),
      architecture: text(result?.['architecture'] ?? started?.architecture ?? config?.['arch']),
      size: text(config?.['size']),
      epochs: result === null ? (epochs.length > 0 ? String(epochs.length) : '') : text(result['epochs']),
      accuracy: score('accuracy'),
      f1: score('f1'),
      averagePrecision: score('average_precision'),
      best: formatValue(isRecord(result?.['best']) ? number(result['best']['accuracy']) : null),
      tta: formatValue(number(result?.['tta_accuracy'])),
      time: seconds === null ? '' : formatTime(seconds),
      disk: run.isLink ? 'link' : formatBytes(run.bytes),
    },
    ...run.nested.flatMap((each) => rowsOf(each, depth + 1)),
  ];
}

const totalOf = (runs: readonly RunFiles[]): Row => ({
  ...{ name: 'total', state: '', startedAt: '', pipeline: '', architecture: '', size: '', epochs: '' },
  ...{ accuracy: '', f1: '', averagePrecision: '', best: '', tta: '', time: '' },
  disk: formatBytes(runs.reduce((sum, { bytes }) => sum + bytes, 0)),
});

function startedOf(line: string): { readonly pipeline: string; readonly architecture: string } | null {
  const metric = metricOfLine(line, { file: '', line: 1 });
  return E.isRight(metric) && metric.right._tag === 'RunStarted' ? metric.right : null;
}

/** A user's own pipeline is recorded as the path of its file; returns the file name. */
const pipelineName = (name: string): string => lastOf(name.split(/[/\\]/));

/** `11-25 04:30`, in local time. */
function dateOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Cuts a name at its beginning, which is usually a time stamp. */
const endOf = (name: string, room: number): string =>
  name.length <= room ? name : `…${name.slice(name.length - room + 1)}`;
