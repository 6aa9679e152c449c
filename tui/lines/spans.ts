import type { ChartTone } from '../../src/reports/index.ts';

/** The meaning of a piece of text; the palette assigns a colour to each. */
export type Tone = ChartTone | 'plain' | 'title' | 'good' | 'alarm';

/** Text in one colour. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export type Spans = readonly Span[];

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone });

/** Returns the number of characters of a line. */
export const lengthOf = (line: Spans): number => line.reduce((sum, { text }) => sum + text.length, 0);

/** Cuts a line to a width, ending it with `…` if it is too long. */
export function cut(line: Spans, width: number): Spans {
  if (lengthOf(line) <= width) return line;
  let room = Math.max(0, width - 1);
  const kept = line.map(({ text, tone }) => {
    const shown = text.slice(0, room);
    room -= shown.length;
    return { text: shown, tone };
  });
  return width < 1 ? [] : [...kept.filter(({ text }) => text !== ''), span('…', 'quiet')];
}

/** Aligns one text left and one right. If there is no room for both, the left one is cut first. */
export function spread(left: Spans, right: Spans, width: number): Spans {
  const shown = cut(left, Math.max(0, width - lengthOf(right) - 2));
  const gap = ' '.repeat(Math.max(0, width - lengthOf(shown) - lengthOf(right)));
  return cut([...shown, span(gap), ...right], width);
}
