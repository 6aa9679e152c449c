import { readdir } from 'node:fs/promises';
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
  /** The part of each file that the run goes on with. */
  readonly lengths: FileLengths;
  /** What was wrong with newer checkpoints. */
  readonly damage: readonly string[];
}

/** The files that a run appends to. */
const METRICS = 'metrics.jsonl';
const HISTORY = 'history.csv';
const isLog = (name: string): boolean =>
  name === METRICS || name === HISTORY || name.startsWith('events.out.tfevents.');

/**
 * Finds what an earlier process left of a run; null if it left nothing to go on with. Throws BadData if its checkpoints
 * are damaged or of another version of Millrace, or if its files are shorter than the checkpoint says.
 */
export async function earlierFiles(folder: string): Promise<EarlierFiles | null> {
  const names = (await readdir(folder).catch(ifMissing([]))).filter(isLog);
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
  const short = Object.keys(lengths).find((name) => (sizes.get(name) ?? 0) < (lengths[name] ?? 0));
  if (short !== undefined)
    throw new MillraceError(
      badData(
        join(folder, short),
        `at least ${lengths[short] ?? 0} bytes, as when the checkpoint was saved`,
        `${sizes.get(short) ?? 0}`,
        'The run cannot be resumed without its records: start it again in another folder.',
      ),
    );
  // Files that the run has only begun since then go on with nothing.
  return {
    checkpoint,
    lengths: { ...Object.fromEntries(names.map((name) => [name, 0])), ...lengths },
    damage,
  };
}

/** Throws BadData for a checkpoint of another version of Millrace: it may compute other numbers. */
export function requireSameVersion(folder: string, { progress }: Checkpoint): void {
  const saved = progress['millrace'];
  if (saved === version()) return;
  throw new MillraceError(
    badData(
      folder,
      `a checkpoint of Millrace ${version()}`,
      `one of version ${String(saved)}`,
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
