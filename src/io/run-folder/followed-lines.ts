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
import { lineReader, type Lines } from './line-reader.ts';

/** Which file, and how it is followed. */
export interface FollowedLinesConfig {
  readonly file: string;
  /** Whether lines that are written later come too, or, asked before each look, whether any may come; true by default. */
  readonly follow?: boolean | (() => boolean);
  /** Milliseconds between two looks at the end of the file; 250 by default. */
  readonly everyMs?: number;
  readonly scheduler?: SchedulerLike;
}

/**
 * The lines of a text file that grows: what is there, then what is written, a piece of the file at a time. The next
 * piece is read when what was made of the one before is complete, so that memory holds one piece, however large the
 * file is and however slow its reader. Whoever writes is never held up.
 *
 * ```text
 * file        a↵b↵c      ···c↵
 * project     -(xy)|         -z|
 * output      -(xy)----------z------      c is no line before it ends
 * ```
 *
 * Where the file is replaced or cut, as a new run in the same folder does, it starts over with line 1. The event loop
 * turns between two pieces, and the file is closed at the end, also on error and early unsubscribe.
 *
 * Errors with BadData where the file cannot be read, and where one line is larger than memory should be.
 *
 * @param project what is made of the lines of a piece, which may be none
 */
export const followedLines = <A>(
  { file, follow = true, everyMs = 250, scheduler = asyncScheduler }: FollowedLinesConfig,
  project: (lines: Lines) => Observable<A>,
): Observable<A> =>
  using(
    () => lineReader(file),
    (reader) => {
      const lines = reader as ReturnType<typeof lineReader>;
      let then: 'read' | 'wait' | 'end' = 'read';
      return defer(() => {
        // Asked first: what is written between the two is not missed.
        const more = typeof follow === 'function' ? follow() : follow;
        const found = lines.next();
        then = found !== null ? 'read' : more ? 'wait' : 'end';
        return found === null ? EMPTY : project(found);
      }).pipe(
        repeat({ delay: () => (then === 'end' ? EMPTY : timer(then === 'read' ? 0 : everyMs, scheduler)) }),
      );
    },
  );
