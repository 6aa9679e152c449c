import { StringDecoder } from 'node:string_decoder';
import { catchError, defer, finalize, tap, throwError, type Observable } from 'rxjs';

/** A line that something printed, without its end, and where to. */
export interface PrintedLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

const STREAMS = ['stdout', 'stderr'] as const;

type Write = NodeJS.WriteStream['write'];

/**
 * Hands each line that this process's JavaScript prints (`console.log`, `process.stdout.write`) to a function instead of
 * writing it, until it is disposed; an unfinished line is handed over then. Of a line that is drawn over, as progress
 * bars are, the last drawing counts.
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

/** The text after the last return of the cursor; one at the end may still become the end of a line. */
const lastDrawn = (line: string): string => /[^\r]*\r*$/.exec(line)?.[0] ?? '';

/**
 * Subscribes to a source while nothing that this process prints is written, until its first value. If it errors before,
 * what was printed until then is handed over first; otherwise it is dropped.
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
