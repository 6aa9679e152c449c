/** How many lines each part of the screen has; together never more than the terminal. */
export interface Layout {
  readonly bars: number;
  readonly status: number;
  readonly body: number;
  readonly keys: number;
}

export interface Parts {
  readonly keys: boolean;
  /** Lines of the result, which takes the place of the bars; 0 until there is one. */
  readonly result: number;
}

/** Two lines are the title and the phases; a low terminal gets fewer bars and numbers, so that a curve stays. */
export function layoutOf(columns: number, rows: number, parts: Parts): Layout {
  const keys = parts.keys && rows > 3 ? 1 : 0;
  const most = parts.result > 0 ? parts.result : rows >= 20 ? 3 : 2;
  const bars = Math.max(0, Math.min(most, rows - 5));
  const status = rows >= 20 && columns < 150 ? 2 : Math.max(0, Math.min(1, rows - 4));
  return { bars, status, keys, body: Math.max(0, rows - 2 - bars - status - keys) };
}
