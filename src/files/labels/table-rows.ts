import { CsvError, parse } from 'csv-parse/sync';
import * as E from 'fp-ts/lib/Either.js';
import { isRecord, isImageName } from '../../core/index.ts';

/** The value of a cell: a text or, in JSON Lines, also a list of texts. Null for anything else. */
export type Cell = string | readonly string[] | null;

/** A row of a table. */
export interface TableRow {
  /** From 1. */
  readonly line: number;
  /** By the name of the column. */
  readonly cells: ReadonlyMap<string, Cell>;
}

/** Something wrong with a line of a file. */
export interface LineMistake {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The columns and the rows of a table, and the lines that are not rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly mistakes: readonly LineMistake[];
}

/**
 * Reads CSV (with commas, semicolons or tabs; a byte order mark; quotes) or, if the first character is a brace, JSON Lines.
 * A first row that names an image is data: its columns are `1`, `2`, …
 */
export const tableRows = (text: string): Table => {
  if (text.includes('\0'))
    return {
      columns: [],
      rows: [],
      mistakes: [{ line: 1, text: 'text that is not UTF-8: save it as UTF-8' }],
    };
  const content = text.replace(/^\uFEFF/, '');
  return /^\s*\{/.test(content) ? ofJsonLines(content) : ofCsv(content);
};

function ofCsv(text: string): Table {
  const parsed = parseCsv(text);
  if (E.isLeft(parsed)) return { columns: [], rows: [], mistakes: [parsed.left] };
  const [first, ...others] = parsed.right;
  if (first === undefined) return { columns: [], rows: [], mistakes: [] };
  const isData = first.record.some(isImageName);
  const columns = isData ? first.record.map((_, i) => String(i + 1)) : first.record;
  const records = isData ? parsed.right : others;
  return {
    columns,
    rows: records.map(({ line, record }) => ({
      line,
      cells: new Map(columns.flatMap((name, i) => (i < record.length ? [[name, record[i] ?? '']] : []))),
    })),
    mistakes: [
      ...repeated(columns).map((name) => ({ line: first.line, text: `two columns are called ${name}` })),
      ...records.flatMap(({ line, record: { length } }) =>
        length === columns.length
          ? []
          : [{ line, text: `${length} ${length === 1 ? 'cell' : 'cells'} instead of ${columns.length}` }],
      ),
    ],
  };
}

/** Returns the names that occur more than once. */
const repeated = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));

interface CsvRecord {
  readonly line: number;
  readonly record: readonly string[];
}

function parseCsv(text: string): E.Either<LineMistake, readonly CsvRecord[]> {
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { readonly info: { readonly lines: number }; readonly record: string[] }[];
    return E.right(
      records
        .map(({ info, record }) => ({ line: info.lines, record }))
        // Spreadsheets write empty rows as delimiters.
        .filter(({ record }) => record.some((cell) => cell !== '')),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error['lines'];
    // The message repeats the line, and what it received.
    const reason = error.message.split(/ at line |, got /)[0] ?? error.message;
    return E.left({ line: typeof line === 'number' ? line : 1, text: reason });
  }
}

/** Returns the delimiter that the first line has most often, outside of quotes. */
function delimiterOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

function ofJsonLines(text: string): Table {
  const [rows, mistakes, columns]: [TableRow[], LineMistake[], Set<string>] = [[], [], new Set()];
  text.split(/\r?\n/).forEach((content, i) => {
    if (content.trim() === '') return;
    const value = E.tryCatch(
      () => JSON.parse(content) as unknown,
      () => null,
    );
    if (E.isLeft(value) || !isRecord(value.right)) {
      mistakes.push({ line: i + 1, text: 'not a JSON object' });
      return;
    }
    const cells = Object.entries(value.right).map(([name, cell]) => [name, cellOf(cell)] as const);
    for (const [name] of cells) columns.add(name);
    rows.push({ line: i + 1, cells: new Map(cells) });
  });
  return { columns: [...columns], rows, mistakes };
}

function cellOf(value: unknown): Cell {
  if (Array.isArray(value)) {
    const texts = value.map(textOf);
    return texts.every((text) => text !== null) ? texts : null;
  }
  return textOf(value);
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
