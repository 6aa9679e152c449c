import type { ReactElement } from 'react';
import { Box } from 'ink';
import type { Chart as ChartData, Series } from '../../../src/reports/index.ts';
import { span, type Spans } from '../../lines/spans.ts';
import { plot, type Size } from '../../plot/plot.ts';
import { Lines } from './lines.tsx';

export interface ChartProps extends Size {
  readonly chart: ChartData;
}

/** A chart below its legend. */
export const Chart = ({ chart, width, height }: ChartProps): ReactElement => (
  <Lines
    lines={[legend(chart), ...plot(chart, { width, height: height - 1 })]}
    width={width}
    height={height}
  />
);

/** `loss  ⠂⠄ raw  ⠤⠒ smoothed  ◆ validation  all steps`. */
const legend = ({ y, series, levels, scope }: ChartData): Spans => [
  span(y.name),
  ...series.map(({ tone, name, label = name, ...mark }) => span(`  ${signOf(mark)} ${label}`, tone)),
  ...levels.map(({ name }) => span(`  ⠂⠂ ${name}`, 'quiet')),
  ...(scope === undefined ? [] : [span(`  ${scope}${y.log === true ? ', log' : ''}`, 'quiet')]),
];

const signOf = ({ mark, symbol }: Pick<Series, 'mark' | 'symbol'>): string =>
  symbol ?? (mark === 'dots' ? '⠂⠄' : '⠤⠒');

export interface ChartsProps extends Size {
  readonly charts: readonly ChartData[];
  readonly direction: 'row' | 'column';
}

const GAP = 2;

/** Charts of about equal size, side by side or above each other. */
export function Charts({ charts, direction, width, height }: ChartsProps): ReactElement {
  const { length } = charts;
  const each = Math.floor((width - GAP * (length - 1)) / length);
  return (
    <Box flexDirection={direction} columnGap={GAP}>
      {charts.map((chart, i) => (
        <Chart
          key={chart.name}
          chart={chart}
          width={direction === 'row' ? each : width}
          height={direction === 'row' ? height : Math.ceil((height - i) / length)}
        />
      ))}
    </Box>
  );
}
