import type { ReactElement } from 'react';
import { Box } from 'ink';
import { barsOf } from '../bars.ts';
import type { Frame } from '../frames.ts';
import type { Look } from '../keys.ts';
import { layoutOf } from '../layout.ts';
import { chartsOf, type RunState } from '../../../src/reports/index.ts';
import { span } from '../../lines/spans.ts';
import { endLines, pack, stateOf, statusPieces } from '../words.ts';
import { Bars } from './bars.tsx';
import { Header } from './header.tsx';
import { Keys } from './keys.tsx';
import { Lines } from './lines.tsx';
import { fullTableHeight } from './overview.tsx';
import { Panes } from './panes.tsx';

export interface RunScreenProps {
  readonly frame: Frame;
  readonly look: Look;
  readonly columns: number;
  readonly rows: number;
  /** Whether to show the keys: standard input is a terminal. */
  readonly keys: boolean;
  readonly pausable: boolean;
  readonly watching: boolean;
  /** See `RunPane`. */
  readonly waiting?: readonly string[] | undefined;
  /** Whether this is the last frame, which stays on the terminal: without keys, with all rows of the table. */
  readonly closing: boolean;
}

/** Lines for the bars, also before the first phase. */
const MIN_BARS = 3;

/**
 * The whole dashboard, never larger than the terminal except for the last frame. Once a run has ended, its result
 * replaces the progress bars.
 */
export function RunScreen({
  frame: { view, silence },
  look,
  columns,
  rows,
  keys,
  closing,
  waiting,
  ...can
}: RunScreenProps): ReactElement {
  const result = endLines(view, columns, { withNotices: !showsRun(view, look, closing) }).map((text) => [
    span(text, 'title'),
  ]);
  const status = pack(statusPieces(view), columns).map((text) => [span(text)]);
  const bars = barsOf(view);
  const layout = layoutOf(columns, rows, {
    bars: Math.max(bars.length, MIN_BARS),
    keys: keys && !closing,
    result: result.length,
  });
  // The last frame scrolls if the table has more rows than the terminal.
  const body = closing ? Math.max(layout.body, fullTableHeight(view)) : layout.body;
  const state = stateOf(view, silence, look, can.watching);
  return (
    <Box flexDirection="column" width={columns} height={rows + body - layout.body}>
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
        <Bars bars={bars} width={columns} height={layout.bars} />
      )}
      <Lines lines={status} width={columns} height={layout.status} />
      <Panes
        view={view}
        look={look}
        waiting={waiting}
        closing={closing}
        {...can}
        width={columns}
        height={body}
      />
      {layout.keys > 0 && <Keys look={look} {...can} width={columns} />}
    </Box>
  );
}

/** Returns whether the details of the run, with all notices, fill the body. */
const showsRun = (view: RunState, look: Look, closing: boolean): boolean =>
  chartsOf(view, look).length === 0 || (look.pane === 'run' && !look.help && !closing);
