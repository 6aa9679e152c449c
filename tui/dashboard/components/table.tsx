import type { ReactElement } from 'react';
import type { Size } from '../../plot/plot.ts';
import type { RunState } from '../../../src/reports/index.ts';
import { unitOf } from '../../lines/plain-text.ts';
import { span } from '../../lines/spans.ts';
import { tableTail } from '../words.ts';
import { Lines } from './lines.tsx';

/** Returns whether epochs are still to come; an old file does not list the phases ahead. */
const hasFit = ({ run, progress }: RunState): boolean =>
  run === null || run.phases.length === 0
    ? unitOf(progress.phase) === 'epoch'
    : run.phases.some(({ kind }) => kind === 'fit');

/** The last rows of the results table. */
export function Table({ view, ...size }: Size & { readonly view: RunState }): ReactElement {
  const { rows } = view;
  const lines = tableTail(rows, size.height).map((line) => [line]);
  const none = [
    [span(hasFit(view) ? 'rows appear after the first epoch' : 'no epochs are trained', 'quiet')],
  ];
  return <Lines lines={rows.length === 0 ? none : lines} {...size} />;
}
