import type { ReactElement } from 'react';
import type { BarInfo } from '../bars.ts';
import { span, type Spans } from '../../lines/spans.ts';
import { Lines } from './lines.tsx';

const LABEL = 11;
const NOTE = 18;

export interface BarsProps {
  readonly bars: readonly BarInfo[];
  readonly width: number;
  readonly height: number;
}

/** Bars of progress below each other. */
export const Bars = ({ bars, width, height }: BarsProps): ReactElement => (
  <Lines lines={bars.map((bar) => barLine(bar, width))} width={width} height={height} />
);

/** `epoch 1    ━━━━━━━━━━╸──────────  52 %  01:12 left`: heavy is done, light is left. */
function barLine({ label, fraction, note }: BarInfo, width: number): Spans {
  const room = Math.max(1, width - LABEL - NOTE - 7);
  const done = Math.min(1, Math.max(0, fraction));
  const halves = Math.round(2 * room * done);
  const heavy = '━'.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? '╸' : '');
  return [
    span(label.padEnd(LABEL)),
    span(heavy, 'smooth'),
    span('─'.repeat(room - heavy.length), 'quiet'),
    span(`${`${Math.floor(100 * done)} %`.padStart(6)} ${note.padStart(NOTE)}`),
  ];
}
