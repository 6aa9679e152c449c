import type { ReactElement } from 'react';
import { plot, type PlotSpec } from '../../plot/plot.ts';
import { span, type Spans } from '../../lines/spans.ts';
import { Lines } from './lines.tsx';

export interface ChartProps {
  readonly title: Spans;
  /** Null if there are no data yet. */
  readonly spec: PlotSpec | null;
  readonly width: number;
  readonly height: number;
}

/** A plot below its legend. */
export const Chart = ({ title, spec, width, height }: ChartProps): ReactElement => (
  <Lines
    lines={[title, ...(spec === null ? [[span('  no data yet', 'quiet')]] : plot(spec))]}
    width={width}
    height={height}
  />
);
