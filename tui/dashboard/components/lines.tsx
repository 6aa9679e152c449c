import { useContext, type ReactElement } from 'react';
import { Box, Text, Transform } from 'ink';
import { palette } from '../../lines/palette.ts';
import { cut, lengthOf, type Spans } from '../../lines/spans.ts';
import { CanvasContext } from './canvas-context.ts';

export interface LinesProps {
  readonly lines: readonly Spans[];
  readonly width: number;
  readonly height: number;
}

/**
 * A block of coloured text of exactly the size: lines that are too long end with `…`, lines too many are left out.
 *
 * File names may hold control characters, which a terminal would obey: they are shown as dots.
 *
 * Ink keeps the width of every text that it ever measured, for ever; of a dashboard that is open all day these are
 * gigabytes. So it measures blanks of the block's size, and gets the text as what becomes of them.
 */
export function Lines({ lines, width, height }: LinesProps): ReactElement | null {
  const canvas = useContext(CanvasContext);
  if (width < 1 || height < 1) return null;
  const texts = lines.slice(0, height).map((line) => {
    const shown = cut(line, width);
    const text = shown.map(({ text: each, tone }) => palette[tone](each.replace(/\p{Cc}/gu, '·'))).join('');
    return { text, length: lengthOf(shown) };
  });
  const transform = (_: string, i: number): string => {
    const { text, length } = texts[i] ?? { text: '', length: 0 };
    return canvas === null ? text : canvas.put(text, width, length);
  };
  const blank = Array.from({ length: height }, () => ' '.repeat(width)).join('\n');
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Transform transform={transform}>
        <Text>{blank}</Text>
      </Transform>
    </Box>
  );
}
