import type { Span, Tone } from '../plot/plot.ts';

export type Spans = readonly Span[];

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone });

/** Characters of a line. */
export const lengthOf = (line: Spans): number => line.reduce((sum, { text }) => sum + text.length, 0);

/** A line that ends, with `…`, where the room ends. */
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

/** Something at the left and something at the right; the right one stays whole where there is no room for both. */
export function spread(left: Spans, right: Spans, width: number): Spans {
  const room = Math.max(0, width - lengthOf(right) - 2);
  const shown = cut(left, room);
  return cut(
    [...shown, span(' '.repeat(Math.max(0, width - lengthOf(shown) - lengthOf(right)))), ...right],
    width,
  );
}
