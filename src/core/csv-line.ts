/** Returns a line of CSV with its line break (RFC 4180): cells with commas, quotes or line breaks are quoted. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
