import type { ReactElement } from 'react';
import type { Size } from '../../plot/plot.ts';
import { span } from '../../lines/spans.ts';
import type { KeysProps } from './keys.tsx';
import { Lines } from './lines.tsx';

type HelpProps = Size & Pick<KeysProps, 'pausable' | 'watching'>;

/** The keys and their actions; a dashboard that only watches a run cannot stop it. */
const helpOf = ({
  pausable,
  watching = false,
}: HelpProps): readonly (readonly [key: string, action: string])[] => [
  ['1-4, tab', 'show overview, scores, table, run'],
  ['z', 'zoom: all steps, last epoch, last 100 steps'],
  ['s', 'loss: raw and smoothed, smoothed, raw'],
  ['l', 'loss on a logarithmic axis'],
  ...(pausable ? [['p, Ctrl-Z', 'pause the run; p or fg resumes it'] as const] : []),
  ...(watching
    ? [['q, Ctrl-C', 'leave; a run in progress continues'] as const]
    : [
        ['q, Ctrl-C', 'stop after this step and save the model'] as const,
        ['', 'again: stop immediately'] as const,
      ]),
  ['?', 'show or hide this help'],
];

export const Help = (props: HelpProps): ReactElement => (
  <Lines
    lines={helpOf(props).map(([key, action]) => [span(key.padEnd(11), 'smooth'), span(action)])}
    width={props.width}
    height={props.height}
  />
);
