import type { ReactElement } from 'react';
import { Box } from 'ink';
import { barsOf } from '../bars.ts';
import type { Frame } from '../frames.ts';
import type { Look } from '../keys.ts';
import { layoutOf } from '../layout.ts';
import { span } from '../../lines/spans.ts';
import { endLines, pack, stateOf, statusPieces } from '../words.ts';
import { Bars } from './bars.tsx';
import { Header } from './header.tsx';
import { Keys, type KeysProps } from './keys.tsx';
import { Lines } from './lines.tsx';
import { Panes } from './panes.tsx';

export interface RunScreenProps {
  readonly frame: Frame;
  readonly look: Look;
  readonly columns: number;
  readonly rows: number;
  /** Null if no keys are shown: standard input is not a terminal, or the dashboard is closing. */
  readonly keys: Pick<KeysProps, 'pausable' | 'watching'> | null;
}

/** The whole dashboard, never larger than the terminal. Once a run has ended, its result replaces the progress bars. */
export function RunScreen({
  frame: { view, silence },
  look,
  columns,
  rows,
  keys,
}: RunScreenProps): ReactElement {
  const result = endLines(view, columns).map((text) => [span(text, 'title')]);
  const status = pack(statusPieces(view), columns).map((text) => [span(text)]);
  const layout = layoutOf(columns, rows, { keys: keys !== null, result: result.length });
  const state = stateOf(view, silence, look);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header
        run={view.run}
        phases={view.phases}
        ended={view.ended?.why ?? null}
        state={state}
        width={columns}
      />
      {result.length > 0 ? (
        <Lines lines={result} width={columns} height={layout.bars} />
      ) : (
        <Bars bars={barsOf(view)} width={columns} height={layout.bars} />
      )}
      <Lines lines={status} width={columns} height={layout.status} />
      <Panes view={view} look={look} width={columns} height={layout.body} />
      {keys !== null && layout.keys > 0 && <Keys look={look} {...keys} width={columns} />}
    </Box>
  );
}
