import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { defer, EMPTY, from, map, takeWhile, type Observable } from 'rxjs';
import {
  badData,
  MillraceError,
  type AppError,
  type Checkpoint,
  type FileLengths,
  type Metric,
} from '../../core/index.ts';
import { fileSize } from '../support/files.ts';
import { ifMissing } from '../support/message-of.ts';
import { version } from '../support/version.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { followLines } from './follow-lines.ts';
import { hasCompleted } from './run-state.ts';

/** Parses a line of metrics.jsonl. Left: what is wrong with it. */
export type MetricOfLine = (
  text: string,
  place: { readonly file: string; readonly line: number },
) => E.Either<AppError, Metric>;

/** What is known of a run that is resumed. */
export interface EarlierFiles {
  /** Null if the run had completed. */
  readonly checkpoint: Checkpoint | null;
  /** The part of each file that the resumed run keeps. */
  readonly lengths: FileLengths;
  /** What was wrong with newer checkpoints. */
  readonly damage: readonly string[];
}

/** The files that a run appends to. */
const METRICS = 'metrics.jsonl';
const HISTORY = 'history.csv';
const LINES = [METRICS, HISTORY];
const isLog = (name: string): boolean =>
  LINES.includes(name) || (name.startsWith('events.out.tfevents.') && name === basename(name));

/**
 * Finds what an earlier process left of a run; null if there is nothing to resume. Throws BadData if its checkpoints
 * are damaged or of another version of Millrace, or if its files are not as long as the checkpoint says, or no files:
 * the run would write where a link leads.
 */
export async function earlierFiles(folder: string): Promise<EarlierFiles | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifMissing([]));
  const logs = entries.filter(({ name }) => isLog(name));
  const special = logs.find((entry) => !entry.isFile());
  if (special !== undefined) throw unusable(join(folder, special.name), 'a file', 'a link, or another kind');
  const names = logs.map(({ name }) => name);
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, await fileSize(join(folder, name)));
  if (hasCompleted(join(folder, METRICS))) {
    // It may not have been flushed; it is written again.
    sizes.delete(HISTORY);
    return { checkpoint: null, lengths: Object.fromEntries(sizes), damage: [] };
  }
  const { checkpoint, damage } = await readCheckpoint(folder);
  if (checkpoint === null) return null;
  const { lengths } = checkpoint;
  const foreign = Object.keys(lengths).find((name) => !isLog(name));
  if (foreign !== undefined) throw unusable(folder, "a checkpoint with the lengths of a run's logs", foreign);
  for (const [name, length] of Object.entries(lengths)) {
    const [path, size] = [join(folder, name), sizes.get(name) ?? 0];
    if (size < length)
      throw unusable(path, `at least ${length} bytes, as when the checkpoint was saved`, `${size}`);
    if (LINES.includes(name) && !(await endsLine(path, length)))
      throw unusable(path, `a line that ends at byte ${length}, as when the checkpoint was saved`, 'none');
  }
  // Files that the run created after the checkpoint are emptied.
  return {
    checkpoint,
    lengths: { ...Object.fromEntries(names.map((name) => [name, 0])), ...lengths },
    damage,
  };
}

const unusable = (where: string, expected: string, received: string): MillraceError =>
  new MillraceError(
    badData(
      where,
      expected,
      received,
      'The run cannot be resumed without its records: start it again in another folder.',
    ),
  );

/** Returns whether a line of a file ends with the first bytes, or none is among them. */
async function endsLine(path: string, length: number): Promise<boolean> {
  if (length === 0) return true;
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, length - 1);
  return buffer.toString() === '\n';
}

/** Throws BadData for a checkpoint of another version of Millrace: it may compute other numbers. */
export function requireSameVersion(folder: string, { progress }: Checkpoint): void {
  const saved = progress['millrace'];
  if (saved === version()) return;
  throw new MillraceError(
    badData(
      folder,
      `a checkpoint of Millrace ${version()}`,
      typeof saved === 'string' ? `one of version ${saved}` : 'one without a version',
      `Resume it with that version, or start it again in another folder.`,
    ),
  );
}

/** Emits the metrics in the first bytes of a run's metrics.jsonl. Errors with BadData at a damaged line. */
export function recordedMetrics(
  folder: string,
  { [METRICS]: length = 0 }: FileLengths,
  metricOfLine: MetricOfLine,
): Observable<Metric> {
  if (length === 0) return EMPTY;
  const file = join(folder, METRICS);
  return defer(() => {
    let end = 0;
    return followLines({ file, follow: false }, ({ first, texts }) =>
      from(texts).pipe(map((text, i) => ({ text, line: first + i }))),
    ).pipe(
      takeWhile(({ text }) => (end += Buffer.byteLength(text) + 1) <= length),
      map(({ text, line }) => {
        const metric = metricOfLine(text, { file, line });
        if (E.isLeft(metric)) throw new MillraceError(metric.left);
        return metric.right;
      }),
    );
  });
}

/** Returns the name of the event file that a run appends to, if it has one. */
export const eventFileOf = (lengths: FileLengths): string | undefined =>
  Object.keys(lengths).find((name) => basename(name).startsWith('events.out.tfevents.'));
