import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One reference case: inputs and outputs of fastai. */
export interface GoldenCase {
  readonly kind: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

/** A file of reference cases; other keys than `cases` hold data the cases refer to. */
export interface GoldenFile {
  readonly cases: readonly GoldenCase[];
  readonly [key: string]: unknown;
}

/** Reads reference cases from GOLDEN_DIR, by default from the project's own copies. */
export function goldenFile(name: string): GoldenFile {
  const folder = process.env['GOLDEN_DIR'] ?? fileURLToPath(new URL('../golden', import.meta.url));
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as GoldenFile;
}

/** Cases with a title each, for `test.each`: `3 fit_one_cycle`. */
export function goldenCases(name: string): readonly (readonly [title: string, golden: GoldenCase])[] {
  return goldenFile(name).cases.map((golden, i) => [`${i} ${golden.kind}`, golden] as const);
}
