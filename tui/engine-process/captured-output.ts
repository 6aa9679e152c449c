import { StringDecoder } from 'node:string_decoder';
import { catchError, defer, finalize, tap, throwError, type Observable } from 'rxjs';

/** A printed line, without its line break, and the stream it was printed to. */
export interface PrintedLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

const STREAMS = ['stdout', 'stderr'] as const;

type Write = NodeJS.WriteStream['write'];

/**
 * Passes each line that this process's JavaScript prints (`console.log`, `process.stdout.write`) to `print` instead of
 * writing it, until it is disposed, which passes on an unfinished line. If a line is overwritten, as by a progress bar,
 * only its last version is passed on.
 */
export function capturedOutput(print: (line: PrintedLine) => void): Disposable {
  const restores = STREAMS.map((stream) => {
    const target = process[stream];
    const original: Write = target.write.bind(target);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    const write = (chunk: string | Uint8Array, ...args: readonly unknown[]): boolean => {
      const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split(/\r?\n/);
      rest = lastDrawn(lines.pop() ?? '');
      for (const line of lines) print({ stream, text: lastDrawn(line) });
      const written = args.at(-1);
      if (typeof written === 'function') queueMicrotask(written as () => void);
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

/** The text after the last carriage return. One at the end is kept: a line feed may follow. */
const lastDrawn = (line: string): string => /[^\r]*\r*$/.exec(line)?.[0] ?? '';

/**
 * Suppresses the output of this process until the first value of a source. If the source errors before, the output is
 * passed to `print` first; otherwise it is dropped.
 */
export const withoutOutput = <A>(source: Observable<A>, print: (line: PrintedLine) => void): Observable<A> =>
  defer(() => {
    const printed: PrintedLine[] = [];
    const capture = capturedOutput((line) => printed.push(line));
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
