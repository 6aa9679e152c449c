import type { ReactElement } from 'react';
import type { Size } from '../charts.ts';
import { span } from '../../lines/spans.ts';
import { Lines } from './lines.tsx';

const help = [
  ['1-4, tab', 'show overview, scores, table, run'],
  ['z', 'zoom the loss: all steps, last epoch, last 100 steps'],
  ['s', 'loss: raw and smoothed, smoothed, raw'],
  ['l', 'loss on a logarithmic axis'],
  ['p', 'pause or resume the run, if possible'],
  ['q, Ctrl-C', 'stop after this step and save the model'],
  ['', 'again: stop immediately'],
  ['?', 'show or hide this help'],
] as const;

export const Help = (size: Size): ReactElement => (
  <Lines lines={help.map(([key, what]) => [span(key.padEnd(11), 'smooth'), span(what)])} {...size} />
);
