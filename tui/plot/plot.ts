import { at } from '../../src/core/index.ts';
import { brailleCells, brailleChar, lineDots, type Dot } from './braille.ts';
import { logTicks, ticks, type Tick } from './ticks.ts';

/** The meaning of a piece of text; the palette assigns a colour to each. */
export type Tone =
  'plain' | 'title' | 'quiet' | 'raw' | 'smooth' | 'valid' | 'score' | 'rate' | 'good' | 'alarm' | RunTone;

/** A run in a comparison. */
export type RunTone = 'run1' | 'run2' | 'run3' | 'run4' | 'run5' | 'run6';

/** Text in one colour. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points, optionally joined by lines. Later layers cover earlier ones. */
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
  /** In characters, including axes and labels. */
  readonly width: number;
  readonly height: number;
  readonly x: readonly [min: number, max: number];
  readonly y: readonly [min: number, max: number];
  readonly log: boolean;
  readonly layers: readonly Layer[];
  readonly markers: readonly Marker[];
  /** Positions of dotted vertical lines, e.g. where a phase begins. */
  readonly verticals: readonly number[];
}

/** Draws points in braille characters, with labelled axes. Returns lines of text, each exactly `width` characters. */
export function plot(spec: PlotSpec): readonly (readonly Span[])[] {
  const height = Math.max(1, spec.height - 2);
  const scale = spec.log && spec.y[0] > 0 ? Math.log10 : (value: number): number => value;
  const maxTicks = Math.max(2, Math.ceil(height / 2));
  const yTicks = (scale === Math.log10 ? logTicks : ticks)(spec.y[0], spec.y[1], maxTicks);
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
    const dots = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(scale(y))).map(dot);
    const all = joined ? dots.flatMap((to, i) => lineDots(dots[i - 1] ?? to, to)) : dots;
    brailleCells(width, height, all).forEach((added, cell) => {
      if (added === 0) return;
      const both = at(bits, cell) | added;
      bits[cell] = both;
      put(cell % width, Math.floor(cell / width), brailleChar(both), tone);
    });
  }
  for (const { x, y, char, tone } of spec.markers)
    if (Number.isFinite(x) && Number.isFinite(scale(y))) put(column(x), row(y), char, tone);

  const labels = new Map(yTicks.map(({ at, label }) => [row(at), label]));
  const lines = Array.from({ length: height }, (_, y): readonly Span[] => {
    const label = labels.get(y);
    const axis = `${(label ?? '').padStart(labelWidth)}${label === undefined ? '│' : '┤'}`;
    return [{ text: axis, tone: 'quiet' }, ...spans(chars, tones, y * width, (y + 1) * width)];
  });
  return [...lines, ...xAxis(spec, labelWidth, width, (at) => column(at))];
}

/** Merges neighbours of the same tone into one span. */
function spans(chars: readonly string[], tones: readonly Tone[], from: number, to: number): readonly Span[] {
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
  { x: [min, max] }: PlotSpec,
  labelWidth: number,
  width: number,
  column: (at: number) => number,
): readonly (readonly Span[])[] {
  const digits = Math.max(String(Math.round(min)).length, String(Math.round(max)).length);
  const xTicks: readonly Tick[] = ticks(min, max, Math.max(1, Math.floor(width / (digits + 6))), true);
  const line = new Array<string>(width).fill('─');
  const labels = new Array<string>(width).fill(' ');
  for (const { at, label } of xTicks) {
    const middle = column(at);
    const start = Math.min(Math.max(0, middle - Math.floor(label.length / 2)), width - label.length);
    if (labels.slice(Math.max(0, start - 1), start + label.length).some((char) => char !== ' ')) continue;
    line[middle] = '┬';
    for (let i = 0; i < label.length; i++) labels[start + i] = label.charAt(i);
  }
  const quiet = (text: string): readonly Span[] => [{ text, tone: 'quiet' }];
  return [
    quiet(`${' '.repeat(labelWidth)}└${line.join('')}`),
    quiet(`${' '.repeat(labelWidth + 1)}${labels.join('')}`.slice(0, labelWidth + 1 + width)),
  ];
}
