/** A check of the matrix. */
export interface Check<A> {
  /** The heading of its column. */
  readonly name: string;
  /** Throws or rejects if the check fails. Null where it does not apply. */
  readonly run: ((subject: A) => unknown) | null;
}

/** A row of the table: its name, and a cell for each check. */
export interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

/** Runs the checks in order and prints the result of each. The reasons of failures go to `fail`. */
export async function rowOf<A>(
  name: string,
  subject: A,
  checks: readonly Check<A>[],
  fail: (reason: string) => void,
): Promise<Row> {
  const cells: string[] = [];
  for (const check of checks) {
    const title = `${name}, ${check.name}`;
    const begun = performance.now();
    const cell = await cellOf(check, subject, (reason) => fail(`${title}:\n${reason}`));
    cells.push(cell);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    if (check.run !== null) console.log(`${title}: ${cell}, ${seconds} s`);
  }
  return { name, cells };
}

async function cellOf<A>({ run }: Check<A>, subject: A, fail: (reason: string) => void): Promise<string> {
  if (run === null) return '–';
  try {
    await run(subject);
    return 'ok';
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
    return 'FAILED';
  }
}

/** Rows under their headings, aligned. */
export function table(headings: readonly string[], rows: readonly Row[]): string {
  const lines = [headings, ...rows.map(({ name, cells }) => [name, ...cells])];
  const widths = headings.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) => line.map((cell, i) => cell.padEnd(widths[i] ?? 0)))
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}
