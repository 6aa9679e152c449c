import { at } from '../../src/core/index.ts';
import { drawable, type Chart, type Point } from '../../src/reports/index.ts';
import { span, type Spans, type Tone } from '../lines/spans.ts';
import { brailleCells, brailleChar, lineDots, type Dot } from './braille.ts';
import { logTicks, ticks, type Tick } from './ticks.ts';

/** In characters, including axes and labels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Columns of dots from one dot of a level to the next. */
const LEVEL_STEP = 4;

/** Draws a chart in braille characters, with labelled axes. Returns lines of text, each exactly `width` characters. */
export function plot(given: Chart, size: Size): readonly Spans[] {
  const chart = drawable(given);
  const { x, y, series, levels, marks } = chart;
  const height = Math.max(1, size.height - 2);
  const [low, high] = rangeOf(chart);
  const scale = y.log === true && low > 0 ? Math.log10 : identity;
  const maxTicks = Math.max(2, Math.ceil(height / 2));
  const yTicks = (scale === Math.log10 ? logTicks : ticks)(low, high, maxTicks);
  const labelWidth = Math.max(1, ...yTicks.map(({ label }) => label.length));
  const width = Math.max(1, size.width - labelWidth - 1);
  const across = x.log === true ? Math.log10 : identity;
  const column = (at: number, columns = width): number =>
    place(across(at), across(x.from), across(x.to), columns);
  const row = (at: number, rows = height): number =>
    rows - 1 - place(scale(at), scale(low), scale(high), rows);
  const isDrawable = (point: Point): boolean => Number.isFinite(point.x) && Number.isFinite(scale(point.y));

  const chars = new Array<string>(width * height).fill(' ');
  const tones = new Array<Tone>(width * height).fill('plain');
  const bits = new Uint8Array(width * height);
  const put = (at: number, line: number, char: string, tone: Tone): void => {
    if (at < 0 || line < 0 || at >= width || line >= height) return;
    chars[line * width + at] = char;
    tones[line * width + at] = tone;
  };
  const draw = (dots: readonly Dot[], tone: Tone): void =>
    brailleCells(width, height, dots).forEach((added, cell) => {
      if (added === 0) return;
      const both = at(bits, cell) | added;
      bits[cell] = both;
      put(cell % width, Math.floor(cell / width), brailleChar(both), tone);
    });

  for (const mark of marks)
    if (mark.x > x.from) for (let line = 0; line < height; line++) put(column(mark.x), line, '┊', 'quiet');
  for (const { value } of levels)
    draw(
      Array.from({ length: Math.ceil((2 * width) / LEVEL_STEP) }, (_, i): Dot => [
        LEVEL_STEP * i,
        row(value, 4 * height),
      ]),
      'quiet',
    );
  for (const { mark, points, tone } of series) {
    if (mark === 'symbols') continue;
    const dots = points.map((point): Dot | null =>
      isDrawable(point) ? [column(point.x, 2 * width), row(point.y, 4 * height)] : null,
    );
    draw(mark === 'dots' ? dots.filter((dot) => dot !== null) : joined(dots), tone);
  }
  for (const { mark, points, tone, symbol } of series)
    for (const point of mark === 'line' ? points.slice(-1) : points)
      if (symbol !== undefined && isDrawable(point)) put(column(point.x), row(point.y), symbol, tone);

  const labels = new Map(yTicks.map(({ at, label }) => [row(at), label]));
  const lines = Array.from({ length: height }, (_, line): Spans => {
    const label = labels.get(line);
    const axis = `${(label ?? '').padStart(labelWidth)}${label === undefined ? '│' : '┤'}`;
    return [span(axis, 'quiet'), ...spans(chars, tones, line * width, (line + 1) * width)];
  });
  return [...lines, ...xAxis(x, labelWidth, width, column)];
}

const identity = (value: number): number => value;

/** Returns the position of a value among `size` characters or dots. */
const place = (value: number, min: number, max: number, size: number): number =>
  max > min ? Math.round(((value - min) / (max - min)) * (size - 1)) : Math.floor(size / 2);

/** Returns the range of all points and levels. */
function rangeOf({ series, levels }: Chart): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  const include = (value: number): void => {
    if (!Number.isFinite(value)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { points } of series) for (const { y } of points) include(y);
  for (const { value } of levels) include(value);
  if (low > high) return [0, 1];
  return high > low ? [low, high] : [low - Math.abs(low || 1) / 10, high + Math.abs(high || 1) / 10];
}

/** Returns the dots of the lines that join neighbours; a null is a gap. */
const joined = (dots: readonly (Dot | null)[]): readonly Dot[] =>
  dots.flatMap((dot, i) => (dot === null ? [] : lineDots(dots[i - 1] ?? dot, dot)));

/** Merges neighbours of the same tone into one span. */
function spans(chars: readonly string[], tones: readonly Tone[], from: number, to: number): Spans {
  const merged: { text: string; tone: Tone }[] = [];
  for (let i = from; i < to; i++) {
    const [text, tone] = [at(chars, i), at(tones, i)];
    const last = merged.at(-1);
    if (last !== undefined && (last.tone === tone || text === ' ')) last.text += text;
    else merged.push({ text, tone });
  }
  return merged;
}

/** Returns the x axis and its labels. Leaves out a label that would touch another. */
function xAxis(
  { from, to, log, isFraction = false }: Chart['x'],
  labelWidth: number,
  width: number,
  column: (at: number) => number,
): readonly Spans[] {
  const digits = log === true ? 5 : Math.max(String(Math.round(from)).length, String(Math.round(to)).length);
  const maxTicks = Math.max(1, Math.floor(width / (digits + 6)));
  const xTicks: readonly Tick[] =
    log === true ? logTicks(from, to, maxTicks) : ticks(from, to, maxTicks, !isFraction);
  const line = new Array<string>(width).fill('─');
  const labels = new Array<string>(width).fill(' ');
  for (const { at, label } of xTicks) {
    const middle = column(at);
    const start = Math.min(Math.max(0, middle - Math.floor(label.length / 2)), width - label.length);
    if (labels.slice(Math.max(0, start - 1), start + label.length).some((char) => char !== ' ')) continue;
    line[middle] = '┬';
    for (let i = 0; i < label.length; i++) labels[start + i] = label.charAt(i);
  }
  return [
    [span(`${' '.repeat(labelWidth)}└${line.join('')}`, 'quiet')],
    [span(`${' '.repeat(labelWidth + 1)}${labels.join('')}`.slice(0, labelWidth + 1 + width), 'quiet')],
  ];
}
