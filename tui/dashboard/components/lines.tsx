import type { ReactElement } from 'react';
import { Box, Text, Transform } from 'ink';
import { palette } from '../palette.ts';
import { cut, type Spans } from '../spans.ts';

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
  if (width < 1 || height < 1) return null;
  const texts = lines.map((line) =>
    cut(line, width)
      .map(({ text, tone }) => palette[tone](text.replace(/\p{Cc}/gu, '·')))
      .join(''),
  );
  const blank = Array.from({ length: height }, () => ' '.repeat(width)).join('\n');
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Transform transform={(_, i) => texts[i] ?? ''}>
        <Text>{blank}</Text>
      </Transform>
    </Box>
  );
}
