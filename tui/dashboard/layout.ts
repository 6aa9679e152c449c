/** Lines per part of the screen; their sum never exceeds the terminal's. */
export interface Layout {
  readonly bars: number;
  readonly status: number;
  readonly body: number;
  readonly keys: number;
}

export interface Parts {
  /** Number of bars, if there is room. */
  readonly bars: number;
  readonly keys: boolean;
  /** Lines of the result, which replaces the bars; 0 while the run continues. */
  readonly result: number;
}

/**
 * Divides the lines of a terminal; two are for the title and the phases. A terminal with few lines shows fewer bars and
 * numbers, to leave room for a curve.
 */
export function layoutOf(columns: number, rows: number, parts: Parts): Layout {
  const keys = parts.keys && rows > 3 ? 1 : 0;
  const maxBars = parts.result > 0 ? parts.result : rows >= 20 ? parts.bars : Math.min(parts.bars, 2);
  const bars = Math.max(0, Math.min(maxBars, rows - 5));
  const status = rows >= 20 && columns < 150 ? 2 : Math.max(0, Math.min(1, rows - 4));
  return { bars, status, keys, body: Math.max(0, rows - 2 - bars - status - keys) };
}
