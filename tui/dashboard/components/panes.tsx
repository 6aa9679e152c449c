import type { ReactElement } from 'react';
import { Box } from 'ink';
import { span } from '../../lines/spans.ts';
import { chartsOf } from '../../../src/reports/index.ts';
import { resultLines } from '../words.ts';
import { Charts } from './chart.tsx';
import { Help } from './help.tsx';
import { Lines } from './lines.tsx';
import { Overview, type PaneProps } from './overview.tsx';
import { RunPane } from './run-pane.tsx';
import { Table } from './table.tsx';

/** The selected part of the dashboard, or the help. */
export function Panes(props: PaneProps): ReactElement {
  if (props.closing) return <Overview {...props} look={{ ...props.look, zoom: 'all' }} />;
  if (props.look.help) return <Help {...props} />;
  switch (props.look.pane) {
    case 'overview':
      return <Overview {...props} />;
    case 'scores':
      return <ScoresPane {...props} />;
    case 'table':
      return <TablePane {...props} />;
    case 'run':
      return <RunPane {...props} />;
  }
}

/** The charts besides the loss: side by side if the terminal is wide or low, otherwise stacked. */
function ScoresPane(props: PaneProps): ReactElement {
  const { view, look, width, height } = props;
  const charts = chartsOf(view, look).filter(({ name }) => name !== 'loss');
  if (charts.length === 0) return <RunPane {...props} />;
  const direction = width >= 100 || height < 14 ? 'row' : 'column';
  return <Charts charts={charts} direction={direction} width={width} height={height} />;
}

/** The rows that fit, above the result. */
function TablePane({ view, width, height }: PaneProps): ReactElement {
  const result = resultLines(view).slice(-Math.floor(height / 2));
  const rest = result.length === 0 ? 0 : result.length + 1;
  return (
    <Box flexDirection="column">
      <Table view={view} width={width} height={height - rest} />
      <Lines lines={['', ...result].map((text) => [span(text)])} width={width} height={rest} />
    </Box>
  );
}
