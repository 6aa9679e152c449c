import { Chalk } from 'chalk';
import { at, range, type Explanation, type ImageSize, type Pixels } from '../../src/core/index.ts';
import { enlargedMap, heatOverlay, scaledPixels } from '../../src/reports/index.ts';
import type { ColourLevel } from './paint.ts';

/** The terminal that shows an explanation. */
export interface HeatLinesConfig {
  readonly level: ColourLevel;
  /** In characters. */
  readonly width: number;
}

const MAX_LINES = 24;
const MAX_WIDTH = 80;
const GAP = '  ';
/** From no heat to the most. */
const SHADES = [' ', '░', '▒', '▓', '█'] as const;

/**
 * Returns where the network looked as at most 24 lines of at most 80 characters: with 256 colours or more, its input and
 * beside it the same under the heat map; with fewer, the heat map alone in shades.
 */
export function heatLines(explanation: Explanation, { level, width }: HeatLinesConfig): readonly string[] {
  const room = Math.min(width, MAX_WIDTH);
  if (level < 2) return shadedLines(explanation, room);
  const { pixels, map } = explanation;
  // A character shows two pixels, one above the other: they are about square.
  const size = fitting(pixels, { width: Math.floor((room - GAP.length) / 2), height: 2 * MAX_LINES });
  const input = scaledPixels(pixels, size);
  const [left, right] = [input, heatOverlay(input, map)].map((each) => halfBlocks(each, level)) as [
    readonly string[],
    readonly string[],
  ];
  return left.map((line, i) => line + GAP + at(right, i));
}

/** Returns the largest size of the image's shape in a box, of an even height. */
function fitting(image: ImageSize, box: ImageSize): ImageSize {
  const scale = Math.min(box.width / image.width, box.height / image.height);
  return {
    height: Math.max(2, 2 * Math.round((scale * image.height) / 2)),
    width: Math.max(1, Math.round(scale * image.width)),
  };
}

/** Returns lines of upper half blocks: the text colour is the upper pixel, the background the lower one. */
function halfBlocks({ height, width, data }: Pixels, level: ColourLevel): readonly string[] {
  const chalk = new Chalk({ level });
  const colour = (x: number, y: number) => {
    const first = 3 * (y * width + x);
    return [at(data, first), at(data, first + 1), at(data, first + 2)] as const;
  };
  return range(height / 2).map((row) =>
    range(width)
      .map((x) => chalk.rgb(...colour(x, 2 * row)).bgRgb(...colour(x, 2 * row + 1))('▀'))
      .join(''),
  );
}

function shadedLines({ pixels, map }: Explanation, room: number): readonly string[] {
  const frame = 2;
  const size = fitting(pixels, { width: Math.min(40, room - frame), height: 2 * (MAX_LINES - frame) });
  const rows = size.height / 2;
  const heat = enlargedMap(map, { height: rows, width: size.width });
  const shade = (value: number): string => at(SHADES, Math.min(4, Math.floor(5 * value)));
  const line = '─'.repeat(size.width);
  return [
    `┌${line}┐`,
    ...range(rows).map((row) => {
      const values = [...heat.subarray(row * size.width, (row + 1) * size.width)];
      return `│${values.map(shade).join('')}│`;
    }),
    `└${line}┘`,
  ];
}
