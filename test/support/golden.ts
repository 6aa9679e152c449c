import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A reference case: inputs and outputs of fastai. */
export interface GoldenCase {
  readonly kind: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

/** A file of reference cases; keys other than `cases` hold data that the cases refer to. */
export interface GoldenFile {
  readonly cases: readonly GoldenCase[];
  readonly [key: string]: unknown;
}

const OWN = fileURLToPath(new URL('../golden', import.meta.url));

/** Reads reference cases from GOLDEN_DIR, by default from test/golden. */
export const goldenFile = (name: string): GoldenFile => read(process.env['GOLDEN_DIR'] ?? OWN, name);

/** Reads reference cases from test/golden, whose inputs the tests compute: there are no others of their kind. */
export const ownGoldenFile = (name: string): GoldenFile => read(OWN, name);

const read = (folder: string, name: string): GoldenFile =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as GoldenFile;

/** Returns the cases of a file with titles for `test.each`, such as `3 fit_one_cycle`. */
export function goldenCases(name: string): readonly (readonly [title: string, golden: GoldenCase])[] {
  return goldenFile(name).cases.map((golden, i) => [`${i} ${golden.kind}`, golden] as const);
}
