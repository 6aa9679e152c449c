import { catchError, defer, finalize, throwError, type Observable } from 'rxjs';

/** A line that something printed, without its end, and where to. */
export interface PrintedLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

const STREAMS = ['stdout', 'stderr'] as const;

type Write = NodeJS.WriteStream['write'];

/**
 * Hands each line that this process's JavaScript prints (`console.log`, `process.stdout.write`) to a function instead of
 * writing it, until it is disposed: then what stands without an end of line is handed over too.
 */
export function capturedOutput(print: (line: PrintedLine) => void): Disposable {
  const restores = STREAMS.map((stream) => {
    const target = process[stream];
    const original: Write = target.write.bind(target);
    let rest = '';
    const write = (chunk: string | Uint8Array, ...args: readonly unknown[]): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      const [unfinished = '', ...lines] = (rest + text).split('\n').reverse();
      rest = unfinished;
      for (const line of lines.reverse()) print({ stream, text: line });
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

/**
 * Subscribes to a source while nothing that this process prints is written. If the source errors, what was printed until
 * then is handed over first; otherwise it is dropped.
 */
export const withoutOutput = <A>(source: Observable<A>, print: (line: PrintedLine) => void): Observable<A> =>
  defer(() => {
    const printed: PrintedLine[] = [];
    const capture = capturedOutput((line) => printed.push(line));
    const restore = (): void => {
      capture[Symbol.dispose]();
    };
    return source.pipe(
      catchError((error: unknown) => {
        restore();
        printed.forEach(print);
        return throwError(() => error);
      }),
      finalize(restore),
    );
  });
