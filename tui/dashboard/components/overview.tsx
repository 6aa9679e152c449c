import type { ReactElement } from 'react';
import { Box } from 'ink';
import type { Size } from '../charts.ts';
import type { Look } from '../keys.ts';
import type { View } from '../model.ts';
import { LossChart, RateChart, ScoreChart } from './charts.tsx';
import { RunPane } from './run-pane.tsx';
import { Table } from './table.tsx';

export type PaneProps = Size & { readonly view: View; readonly look: Look };

/** The loss above the table; beside them, if there is room, the other charts and the run. */
export function Overview({ view, look, width, height }: PaneProps): ReactElement {
  const wide = width >= 110 && height >= 16;
  const table = tableHeight(view, height, wide);
  const charts = height - table;
  const left = wide ? Math.floor(width * 0.58) : width;
  const right = width - left - 2;
  const upper = Math.ceil(charts / 2);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Box height={charts} columnGap={2}>
        <LossChart view={view} look={look} width={left} height={charts} />
        {wide && (
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

/** Lines for a blank line, the header and rows: at most half of the height once the run has ended, before that 35 %. */
function tableHeight({ rows, ended }: View, height: number, wide: boolean): number {
  const [minHeight, fraction] = ended === null ? [12, 0.35] : [10, 0.5];
  if (height < minHeight) return 0;
  const phases = new Set(rows.map(({ row }) => row.phase)).size;
  return Math.min(Math.floor(height * fraction), wide ? height : rows.length + Math.max(1, phases) + 1);
}
