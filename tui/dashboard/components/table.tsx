import type { ReactElement } from 'react';
import type { Size } from '../charts.ts';
import type { FinishedEpoch } from '../../../src/reports/index.ts';
import { span } from '../../lines/spans.ts';
import { tableTail } from '../words.ts';
import { Lines } from './lines.tsx';

/** The last rows of the results table. */
export function Table({ rows, ...size }: Size & { readonly rows: readonly FinishedEpoch[] }): ReactElement {
  const lines = tableTail(rows, size.height).map((line) => [line]);
  const none = [[span('rows appear after the first epoch', 'quiet')]];
  return <Lines lines={rows.length === 0 ? none : lines} {...size} />;
}
