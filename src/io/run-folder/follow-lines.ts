import {
  asyncScheduler,
  defer,
  EMPTY,
  repeat,
  timer,
  using,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { lineReader, type LineReader, type Lines } from './line-reader.ts';

/** Settings of {@link followLines}. */
export interface FollowLinesConfig {
  readonly file: string;
  /**
   * Whether to wait for further lines at the end of the file; a function is called before each read. True by default.
   */
  readonly follow?: boolean | (() => boolean);
  /** Milliseconds between two reads at the end of the file; 250 by default. */
  readonly everyMs?: number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Reads the lines of a growing text file, one chunk at a time: the existing ones, then new ones. Reads the next chunk when
 * the output of the previous one completes, so memory holds one chunk, however large the file and however slow the
 * consumer. Never blocks the process that writes.
 *
 * ```text
 * file        a↵b↵c      ···c↵
 * project     -(xy)|         -z|
 * output      -(xy)----------z------      c is read when its line ends
 * ```
 *
 * Starts over with line 1 if the file is replaced or truncated, as by a new run in the same folder. Yields to the event
 * loop between chunks. The file is closed at the end, also on error and early unsubscribe.
 *
 * Errors with BadData if the file cannot be read, or if one line is too large for memory.
 *
 * @param project returns the output for the lines of one chunk, of which there may be none
 */
export const followLines = <A>(
  { file, follow = true, everyMs = 250, scheduler = asyncScheduler }: FollowLinesConfig,
  project: (lines: Lines) => Observable<A>,
): Observable<A> =>
  using(
    () => lineReader(file),
    (resource) => {
      const reader = resource as LineReader;
      let next: 'read' | 'wait' | 'end' = 'read';
      return defer(() => {
        // Called before the read, so that lines written in between are not missed.
        const more = typeof follow === 'function' ? follow() : follow;
        const lines = reader.next();
        next = lines !== null ? 'read' : more ? 'wait' : 'end';
        return lines === null ? EMPTY : project(lines);
      }).pipe(
        repeat({ delay: () => (next === 'end' ? EMPTY : timer(next === 'read' ? 0 : everyMs, scheduler)) }),
      );
    },
  );
