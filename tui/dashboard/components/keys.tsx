import type { ReactElement } from 'react';
import { panes, type Look } from '../keys.ts';
import { span, type Span } from '../../lines/spans.ts';
import { Lines } from './lines.tsx';

export interface KeysProps {
  readonly look: Look;
  readonly pausable: boolean;
  /** Whether `q` only closes the dashboard and the run continues. */
  readonly watching?: boolean;
  readonly width: number;
}

/** `[1 overview] 2 scores 3 table 4 run · z zoom · …`: the available keys. */
export function Keys({ look, pausable, watching = false, width }: KeysProps): ReactElement {
  const wide = width >= 90;
  const narrow = width < 75;
  const tabs = panes.map((pane, i): Span => {
    const text = wide || (pane === look.pane && !narrow) ? `${i + 1} ${pane}` : String(i + 1);
    if (pane === look.pane && !look.help) return span(`[${text}]`, 'smooth');
    return span(narrow && pane !== look.pane ? ` ${text}` : ` ${text} `);
  });
  const pause = look.paused ? 'p resume' : 'p pause';
  const others = [
    'z zoom',
    's smooth',
    'l log',
    ...(pausable ? [pause] : []),
    '? help',
    watching ? 'q leave' : 'q stop',
  ];
  const line = [...tabs, span(`  ${others.join(wide ? ' · ' : '  ')}`, 'quiet')];
  return <Lines lines={[line]} width={width} height={1} />;
}
