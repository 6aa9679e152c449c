import { useContext, type ReactElement } from 'react';
import { Box, Text, Transform } from 'ink';
import { at, dotted } from '../../../src/core/index.ts';
import { palette } from '../../lines/palette.ts';
import { cut, lengthOf, type Spans } from '../../lines/spans.ts';
import { CanvasContext } from './canvas-context.ts';

export interface LinesProps {
  readonly lines: readonly Spans[];
  readonly width: number;
  readonly height: number;
}

/**
 * A block of coloured text of exactly the given size: lines that are too long end with `…`, excess lines are dropped.
 * Shows control characters, e.g. of file names, as dots.
 *
 * Ink caches the width of every text it measures and never frees it: gigabytes for a dashboard that is open all day. So
 * Ink measures a block of blanks, and `Transform` replaces them with the text.
 */
export function Lines({ lines, width, height }: LinesProps): ReactElement | null {
  const canvas = useContext(CanvasContext);
  if (width < 1 || height < 1) return null;
  const texts = lines.slice(0, height).map((line) => {
    const shown = cut(line, width);
    const text = shown.map(({ text: each, tone }) => palette[tone](dotted(each))).join('');
    return { text, length: lengthOf(shown) };
  });
  const transform = (_: string, i: number): string => {
    if (i >= texts.length) return '';
    const { text, length } = at(texts, i);
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
