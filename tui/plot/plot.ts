import { brailleCells, brailleChar, lineDots, type Dot } from './braille.ts';
import { logTicks, ticks, type Tick } from './ticks.ts';

/** What a part of an image is about; the palette gives each a colour. */
export type Tone =
  'plain' | 'title' | 'quiet' | 'raw' | 'smooth' | 'valid' | 'score' | 'rate' | 'good' | 'alarm' | RunTone;

/** One of several runs. */
export type RunTone = 'run1' | 'run2' | 'run3' | 'run4' | 'run5' | 'run6';

/** Text of one colour. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points as they are, or joined by lines. Later layers lie over earlier ones. */
export interface Layer {
  readonly tone: Tone;
  readonly joined: boolean;
  readonly points: readonly Point[];
}

/** A character at a point. */
export interface Marker extends Point {
  readonly char: string;
  readonly tone: Tone;
}

export interface PlotSpec {
  /** Characters, axes and their numbers included. */
  readonly width: number;
  readonly height: number;
  readonly x: readonly [min: number, max: number];
  readonly y: readonly [min: number, max: number];
  readonly log: boolean;
  readonly layers: readonly Layer[];
  readonly markers: readonly Marker[];
  /** Where something new begins: a dotted vertical. */
  readonly verticals: readonly number[];
}

/** An image of points in braille with axes and their numbers: lines of text, each of exactly the width. */
export function plot(spec: PlotSpec): readonly (readonly Span[])[] {
  const height = Math.max(1, spec.height - 2);
  const scale = spec.log && spec.y[0] > 0 ? Math.log10 : (value: number): number => value;
  const most = Math.max(2, Math.ceil(height / 2));
  const yTicks = (scale === Math.log10 ? logTicks : ticks)(spec.y[0], spec.y[1], most);
  const labelWidth = Math.max(1, ...yTicks.map(({ label }) => label.length));
  const width = Math.max(1, spec.width - labelWidth - 1);
  const place = (value: number, [min, max]: readonly [number, number], size: number): number =>
    max > min ? Math.round(((value - min) / (max - min)) * (size - 1)) : Math.floor(size / 2);
  const column = (x: number, size = width): number => place(x, spec.x, size);
  const scaled = [scale(spec.y[0]), scale(spec.y[1])] as const;
  const row = (y: number, size = height): number => size - 1 - place(scale(y), scaled, size);
  const dot = ({ x, y }: Point): Dot => [column(x, 2 * width), row(y, 4 * height)];

  const chars = new Array<string>(width * height).fill(' ');
  const tones = new Array<Tone>(width * height).fill('plain');
  const put = (x: number, y: number, char: string, tone: Tone): void => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    chars[y * width + x] = char;
    tones[y * width + x] = tone;
  };
  for (const x of spec.verticals) for (let y = 0; y < height; y++) put(column(x), y, '┊', 'quiet');
  const bits = new Uint8Array(width * height);
  for (const { points, joined, tone } of spec.layers) {
    const dots = points.filter(({ x, y }) => drawable(x) && drawable(scale(y))).map(dot);
    const all = joined ? dots.flatMap((to, i) => lineDots(dots[i - 1] ?? to, to)) : dots;
    brailleCells(width, height, all).forEach((added, cell) => {
      if (added === 0) return;
      bits[cell] = (bits[cell] ?? 0) | added;
      put(cell % width, Math.floor(cell / width), brailleChar(bits[cell] ?? 0), tone);
    });
  }
  for (const { x, y, char, tone } of spec.markers)
    if (drawable(x) && drawable(scale(y))) put(column(x), row(y), char, tone);

  const labels = new Map(yTicks.map(({ at, label }) => [row(at), label]));
  const lines = Array.from({ length: height }, (_, y): readonly Span[] => {
    const label = labels.get(y);
    const axis = `${(label ?? '').padStart(labelWidth)}${label === undefined ? '│' : '┤'}`;
    return [{ text: axis, tone: 'quiet' }, ...spans(chars, tones, y * width, (y + 1) * width)];
  });
  return [...lines, ...xAxis(spec, labelWidth, width, (at) => column(at))];
}

const drawable = (value: number): boolean => Number.isFinite(value);

/** Neighbours of one colour are one span. */
function spans(chars: readonly string[], tones: readonly Tone[], from: number, to: number): readonly Span[] {
  const found: { text: string; tone: Tone }[] = [];
  for (let i = from; i < to; i++) {
    const [text = ' ', tone = 'plain'] = [chars[i], tones[i]];
    const last = found.at(-1);
    if (last !== undefined && (last.tone === tone || text === ' ')) last.text += text;
    else found.push({ text, tone });
  }
  return found;
}

/** The line below and its numbers, none of which touches another. */
function xAxis(
  { x: [min, max] }: PlotSpec,
  labelWidth: number,
  width: number,
  column: (at: number) => number,
): readonly (readonly Span[])[] {
  const longest = Math.max(String(Math.round(min)).length, String(Math.round(max)).length);
  const found: readonly Tick[] = ticks(min, max, Math.max(1, Math.floor(width / (longest + 6))), true);
  const line = new Array<string>(width).fill('─');
  const numbers = new Array<string>(width).fill(' ');
  for (const { at, label } of found) {
    const middle = column(at);
    const start = Math.min(Math.max(0, middle - Math.floor(label.length / 2)), width - label.length);
    if (numbers.slice(Math.max(0, start - 1), start + label.length).some((char) => char !== ' ')) continue;
    line[middle] = '┬';
    for (let i = 0; i < label.length; i++) numbers[start + i] = label.charAt(i);
  }
  const quiet = (text: string): readonly Span[] => [{ text, tone: 'quiet' }];
  return [
    quiet(`${' '.repeat(labelWidth)}└${line.join('')}`),
    quiet(`${' '.repeat(labelWidth + 1)}${numbers.join('')}`.slice(0, labelWidth + 1 + width)),
  ];
}
