import type { ReactElement } from 'react';
import type { Size } from '../charts.ts';
import { span } from '../../lines/spans.ts';
import { Lines } from './lines.tsx';

const help = [
  ['1-4, tab', 'overview, scores, table, run'],
  ['z', 'loss of all steps, of an epoch, of the last 100'],
  ['s', 'loss raw and smoothed, or one of them'],
  ['l', 'loss on a logarithmic axis'],
  ['p', 'pause and go on, where the run can'],
  ['q, Ctrl-C', 'stop after this step, the model saved'],
  ['', 'once more: stop at once'],
  ['?', 'this help'],
] as const;

export const Help = (size: Size): ReactElement => (
  <Lines lines={help.map(([key, what]) => [span(key.padEnd(11), 'smooth'), span(what)])} {...size} />
);
