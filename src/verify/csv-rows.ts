/** Returns the rows of a CSV text (RFC 4180), by the names of its first line; missing cells are empty. */
export function csvRows(text: string): readonly ReadonlyMap<string, string>[] {
  const [header = [], ...rows] = cellsOf(text.replace(/^\uFEFF/, ''));
  return rows
    .filter((cells) => cells.length > 1 || cells[0] !== '')
    .map((cells) => new Map(header.map((name, i) => [name, cells[i] ?? ''])));
}

/** A cell, in quotes or not, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;

function cellsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  CELL.lastIndex = 0;
  for (let match = CELL.exec(text); match !== null; match = CELL.exec(text)) {
    const [, quoted, plain = '', end] = match;
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (CELL.lastIndex >= text.length && end !== ',') break;
    if (end !== ',') rows.push([]);
  }
  return rows;
}
