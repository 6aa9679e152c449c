import type { ReactElement } from 'react';
import { Box } from 'ink';
import type { Look } from '../keys.ts';
import { chartsOf, type RunState } from '../../../src/reports/index.ts';
import type { Size } from '../../plot/plot.ts';
import type { KeysProps } from './keys.tsx';
import { Chart, Charts } from './chart.tsx';
import { RunPane, type RunPaneProps } from './run-pane.tsx';
import { Table } from './table.tsx';

export type PaneProps = Size &
  Pick<KeysProps, 'pausable' | 'watching'> &
  Pick<RunPaneProps, 'view' | 'waiting'> & {
    readonly look: Look;
    /** Whether this is the last frame, which stays on the terminal: it shows all rows of the table. */
    readonly closing: boolean;
  };

/** Lines of the lowest chart. */
const MIN_CHART = 4;

/** The loss above the table; beside them, if there is room, the other charts and the run. Without charts, only the run. */
export function Overview({ view, look, waiting, closing, width, height }: PaneProps): ReactElement {
  const [first, ...others] = chartsOf(view, look);
  if (first === undefined) return <RunPane view={view} waiting={waiting} width={width} height={height} />;
  const wide = width >= 110 && height >= 16;
  const table = closing ? fullTableHeight(view) : tableHeight(view, height, wide);
  const charts = height - table >= MIN_CHART ? height - table : 0;
  const left = wide ? Math.floor(width * 0.58) : width;
  const right = width - left - 2;
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Box height={charts} columnGap={2}>
        {charts > 0 && <Chart chart={first} width={left} height={charts} />}
        {wide && charts > 0 && <Charts charts={others} direction="column" width={right} height={charts} />}
      </Box>
      {table > 0 && (
        <Box height={table} columnGap={2} paddingTop={1}>
          <Table view={view} width={left} height={table - 1} />
          {wide && <RunPane view={withoutNotices(view)} width={right} height={table - 1} />}
        </Box>
      )}
    </Box>
  );
}

/** The notices of a run beside its table would be there twice: the latest one is above the charts. */
const withoutNotices = (view: RunState): RunState => ({ ...view, notices: [], choices: [] });

/** Lines for a blank line, a header per phase and all rows. */
export const fullTableHeight = ({ rows }: Pick<RunState, 'rows'>): number =>
  rows.length === 0 ? 0 : rows.length + new Set(rows.map(({ row }) => row.phase)).size + 1;

/** Lines for the table: at most half of the height once the run has ended, before that 35 %. */
function tableHeight({ rows, ended }: RunState, height: number, wide: boolean): number {
  const [minHeight, fraction] = ended === null ? [9, 0.35] : [8, 0.5];
  if (height < minHeight) return 0;
  return Math.min(Math.floor(height * fraction), wide ? height : Math.max(2, fullTableHeight({ rows })));
}
