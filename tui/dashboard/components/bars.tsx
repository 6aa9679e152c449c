import type { ReactElement } from 'react';
import type { BarInfo } from '../bars.ts';
import { span, type Spans } from '../../lines/spans.ts';
import { Lines } from './lines.tsx';

const MIN_LABEL = 10;
const NOTE = 18;

export interface BarsProps {
  readonly bars: readonly BarInfo[];
  readonly width: number;
  readonly height: number;
}

/** Progress bars, one per line. */
export function Bars({ bars, width, height }: BarsProps): ReactElement {
  const labelWidth = Math.max(MIN_LABEL, ...bars.map(({ label }) => label.length)) + 1;
  return <Lines lines={bars.map((bar) => barLine(bar, labelWidth, width))} width={width} height={height} />;
}

/** `epoch 1 of 5 ━━━━━━━━━━╸──────────  52 %  01:12 left`. */
function barLine({ label, fraction, note }: BarInfo, labelWidth: number, width: number): Spans {
  const room = Math.max(1, width - labelWidth - NOTE - 7);
  const done = Math.min(1, Math.max(0, fraction));
  const halves = Math.round(2 * room * done);
  const heavy = '━'.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? '╸' : '');
  return [
    span(label.padEnd(labelWidth)),
    span(heavy, 'smooth'),
    span('─'.repeat(room - heavy.length), 'quiet'),
    span(`${`${Math.floor(100 * done)} %`.padStart(6)} ${note.padStart(NOTE)}`),
  ];
}
