import type { ReactElement } from 'react';
import { Box } from 'ink';
import { span } from '../../lines/spans.ts';
import { resultLines } from '../words.ts';
import { RateChart, ScoreChart } from './charts.tsx';
import { Help } from './help.tsx';
import { Lines } from './lines.tsx';
import { Overview, type PaneProps } from './overview.tsx';
import { RunPane } from './run-pane.tsx';
import { Table } from './table.tsx';

/** The selected part of the dashboard, or the help. */
export function Panes(props: PaneProps): ReactElement {
  if (props.closing) return <Overview {...props} />;
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

/** Charts side by side if the terminal is wide or low, otherwise stacked. */
function ScoresPane({ view, width, height }: PaneProps): ReactElement {
  const beside = width >= 100 || height < 14;
  const [w, h] = beside ? [Math.floor((width - 2) / 2), height] : [width, Math.floor(height / 2)];
  return (
    <Box flexDirection={beside ? 'row' : 'column'} columnGap={2}>
      <ScoreChart view={view} width={w} height={h} />
      <RateChart view={view} width={w} height={beside ? h : height - h} />
    </Box>
  );
}

/** The rows that fit, above the result. */
function TablePane({ view, width, height }: PaneProps): ReactElement {
  const result = resultLines(view).slice(-Math.floor(height / 2));
  const rest = result.length === 0 ? 0 : result.length + 1;
  return (
    <Box flexDirection="column">
      <Table rows={view.rows} width={width} height={height - rest} />
      <Lines lines={['', ...result].map((text) => [span(text)])} width={width} height={rest} />
    </Box>
  );
}
