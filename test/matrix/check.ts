import { alignedTable } from '../support/aligned-table.ts';

/** A check of the matrix. */
export interface Check<A> {
  /** The heading of its column. */
  readonly name: string;
  /** Throws or rejects if the check fails. Null if the check does not apply. */
  readonly run: ((subject: A) => unknown) | null;
}

/** A row of the table: its name, and one cell per check. */
export interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

/** Runs the checks in order, prints the result of each, and passes the reasons of failures to `fail`. */
export async function runChecks<A>(
  name: string,
  subject: A,
  checks: readonly Check<A>[],
  fail: (reason: string) => void,
): Promise<Row> {
  const cells: string[] = [];
  for (const check of checks) {
    const title = `${name}, ${check.name}`;
    const startedAt = performance.now();
    const cell = await runCheck(check, subject, (reason) => fail(`${title}:\n${reason}`));
    cells.push(cell);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (check.run !== null) console.log(`${title}: ${cell}, ${seconds} s`);
  }
  return { name, cells };
}

async function runCheck<A>({ run }: Check<A>, subject: A, fail: (reason: string) => void): Promise<string> {
  if (run === null) return '–';
  try {
    await run(subject);
    return 'ok';
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
    return 'FAILED';
  }
}

/** Formats rows under their headings, with aligned columns. */
export const table = (headings: readonly string[], rows: readonly Row[]): string =>
  alignedTable([headings, ...rows.map(({ name, cells }) => [name, ...cells])]);
