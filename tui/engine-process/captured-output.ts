import { StringDecoder } from 'node:string_decoder';
import { catchError, defer, finalize, tap, throwError, type Observable } from 'rxjs';
import { lastOf } from '../../src/core/index.ts';

/** A printed line, without its line break, and the stream it was printed to. */
export interface PrintedLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

const STREAMS = ['stdout', 'stderr'] as const;

type Write = NodeJS.WriteStream['write'];

/**
 * Passes each line that this process's JavaScript prints (`console.log`, `process.stdout.write`) to `print` instead of
 * writing it. Disposing it passes on an unfinished line and restores the output. Of a line that is overwritten, as by a
 * progress bar, only the last version is passed on.
 */
export function captureOutput(print: (line: PrintedLine) => void): Disposable {
  const restores = STREAMS.map((stream) => {
    const target = process[stream];
    const original: Write = target.write.bind(target);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    const write = (chunk: string | Uint8Array, ...args: readonly unknown[]): boolean => {
      const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split(/\r?\n/);
      rest = lastVersion(lastOf(lines));
      for (const line of lines.slice(0, -1)) print({ stream, text: lastVersion(line) });
      const callback = args.at(-1);
      if (typeof callback === 'function') queueMicrotask(callback as () => void);
      return true;
    };
    target.write = write;
    return () => {
      target.write = original;
      if (rest !== '') print({ stream, text: rest });
      rest = '';
    };
  });
  return {
    [Symbol.dispose]: () => {
      for (const restore of restores) restore();
    },
  };
}

/** Returns the text after the last carriage return. Keeps one at the end: a line feed may follow. */
const lastVersion = (line: string): string => line.replace(/^.*\r(?=[^\r])/s, '');

/**
 * Suppresses the output of this process until the source emits. If the source errors before that, passes the output to
 * `print` first; otherwise drops it.
 */
export const withoutOutput = <A>(source: Observable<A>, print: (line: PrintedLine) => void): Observable<A> =>
  defer(() => {
    const printed: PrintedLine[] = [];
    const capture = captureOutput((line) => printed.push(line));
    const restore = (): void => {
      capture[Symbol.dispose]();
    };
    return source.pipe(
      tap(() => {
        restore();
        printed.length = 0;
      }),
      catchError((error: unknown) => {
        restore();
        printed.forEach(print);
        return throwError(() => error);
      }),
      finalize(restore),
    );
  });
