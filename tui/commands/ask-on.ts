import { createInterface } from 'node:readline';
import { Observable } from 'rxjs';
import type { Terminal } from '../terminal.ts';

/** Asks a question and emits whether the user agrees. */
export type Ask = (question: string) => Observable<boolean>;

/**
 * Returns a function that asks on a terminal, whose driver echoes keys and turns Ctrl-C into a signal; null if there is no
 * terminal. The end of input means no.
 */
export const askOn = ({ stdin, stdout }: Pick<Terminal, 'stdin' | 'stdout'>): Ask | null =>
  stdin.isTTY && stdout.isTTY ? (question) => answerOf(question, { stdin, stdout }) : null;

const answerOf = (
  question: string,
  { stdin, stdout }: Pick<Terminal, 'stdin' | 'stdout'>,
): Observable<boolean> =>
  new Observable((subscriber) => {
    const lines = createInterface({ input: stdin, terminal: false });
    stdout.write(question);
    lines.on('line', (line) => {
      subscriber.next(/^\s*y(es)?\s*$/i.test(line));
      subscriber.complete();
    });
    lines.on('close', () => {
      if (subscriber.closed) return;
      stdout.write('\n');
      subscriber.next(false);
      subscriber.complete();
    });
    return () => {
      lines.close();
    };
  });
