import type { ReactElement } from 'react';
import { Box } from 'ink';
import type { Size } from '../charts.ts';
import type { Look } from '../keys.ts';
import type { RunState } from '../../../src/reports/index.ts';
import type { KeysProps } from './keys.tsx';
import { LossChart, RateChart, ScoreChart } from './charts.tsx';
import { RunPane } from './run-pane.tsx';
import { Table } from './table.tsx';

export type PaneProps = Size &
  Pick<KeysProps, 'pausable' | 'watching'> & {
    readonly view: RunState;
    readonly look: Look;
    /** Whether this is the last frame, which stays on the terminal: it shows all rows of the table. */
    readonly closing: boolean;
  };

/** Lines of the lowest chart. */
const MIN_CHART = 4;

/** The loss above the table; beside them, if there is room, the other charts and the run. */
export function Overview({ view, look, closing, width, height }: PaneProps): ReactElement {
  const wide = width >= 110 && height >= 16;
  const table = closing ? fullTableHeight(view) : tableHeight(view, height, wide);
  const charts = height - table >= MIN_CHART ? height - table : 0;
  const left = wide ? Math.floor(width * 0.58) : width;
  const right = width - left - 2;
  const upper = Math.ceil(charts / 2);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Box height={charts} columnGap={2}>
        {charts > 0 && <LossChart view={view} look={look} width={left} height={charts} />}
        {wide && charts > 0 && (
          <Box flexDirection="column">
            <ScoreChart view={view} width={right} height={upper} />
            <RateChart view={view} width={right} height={charts - upper} />
          </Box>
        )}
      </Box>
      {table > 0 && (
        <Box height={table} columnGap={2} paddingTop={1}>
          <Table rows={view.rows} width={left} height={table - 1} />
          {wide && <RunPane view={view} width={right} height={table - 1} />}
        </Box>
      )}
    </Box>
  );
}

/** Lines for a blank line, a header per phase and all rows. */
export const fullTableHeight = ({ rows }: Pick<RunState, 'rows'>): number =>
  rows.length === 0 ? 0 : rows.length + new Set(rows.map(({ row }) => row.phase)).size + 1;

/** Lines for the table: at most half of the height once the run has ended, before that 35 %. */
function tableHeight({ rows, ended }: RunState, height: number, wide: boolean): number {
  const [minHeight, fraction] = ended === null ? [9, 0.35] : [8, 0.5];
  if (height < minHeight) return 0;
  return Math.min(Math.floor(height * fraction), wide ? height : Math.max(2, fullTableHeight({ rows })));
}
