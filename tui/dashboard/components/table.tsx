import type { ReactElement } from 'react';
import type { Size } from '../../plot/plot.ts';
import type { RunState } from '../../../src/reports/index.ts';
import { unitOf } from '../../lines/plain-text.ts';
import { span } from '../../lines/spans.ts';
import { tableTail } from '../words.ts';
import { Lines } from './lines.tsx';

/** The last rows of the results table. */
export function Table({ view, ...size }: Size & { readonly view: RunState }): ReactElement {
  const { rows, progress } = view;
  const lines = tableTail(rows, size.height).map((line) => [line]);
  const epochs = unitOf(progress.phase) === 'epoch';
  const none = [[span(epochs ? 'rows appear after the first epoch' : 'no epochs were trained', 'quiet')]];
  return <Lines lines={rows.length === 0 ? none : lines} {...size} />;
}
