import { defer, EMPTY, NEVER, of, tap, throwError } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  captureOutput,
  withoutOutput,
  type PrintedLine,
} from '../../../tui/engine-process/captured-output.ts';
import { collect } from '../../support/collect.ts';

const written: string[] = [];

/** Replaces the terminal: records what is written to it. */
const spyOnTerminal = (): void => {
  written.length = 0;
  for (const stream of ['stdout', 'stderr'] as const)
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe('captureOutput', () => {
  test('passes on the lines of both streams and writes none', () => {
    spyOnTerminal();
    const lines: PrintedLine[] = [];
    const capture = captureOutput((line) => lines.push(line));
    process.stdout.write('one\ntw');
    process.stdout.write(new TextEncoder().encode('o\n\nrest'));
    process.stderr.write('to stderr\n');
    const before = [...lines];
    capture[Symbol.dispose]();
    process.stdout.write('after\n');
    expect(before).toEqual([
      { stream: 'stdout', text: 'one' },
      { stream: 'stdout', text: 'two' },
      { stream: 'stdout', text: '' },
      { stream: 'stderr', text: 'to stderr' },
    ]);
    expect(lines.slice(before.length)).toEqual([{ stream: 'stdout', text: 'rest' }]);
    expect(written).toEqual(['after\n']);
  });

  test('passes on the last version of an overwritten line; never splits a character', () => {
    spyOnTerminal();
    const lines: string[] = [];
    const capture = captureOutput(({ text }) => lines.push(text));
    const bytes = new TextEncoder().encode('größe\r\n');
    process.stdout.write('10 %\r20 %\r');
    process.stdout.write('30 %\n');
    process.stdout.write(bytes.subarray(0, 3));
    process.stdout.write(bytes.subarray(3));
    process.stdout.write('1 %\r2 %');
    capture[Symbol.dispose]();
    expect(lines).toEqual(['30 %', 'größe', '2 %']);
  });

  test('calls the callback of `write`', async () => {
    using _ = captureOutput(() => undefined);
    await new Promise((resolve) => process.stdout.write('x\n', resolve));
  });
});

describe('withoutOutput', () => {
  const printing = <A>(source: () => A): A => {
    process.stdout.write('printed\n');
    return source();
  };

  test('drops the output while the source runs and restores it afterwards', async () => {
    spyOnTerminal();
    const print = vi.fn();
    const values = await collect(
      withoutOutput(
        defer(() => printing(() => of(1))),
        print,
      ),
    );
    process.stdout.write('after\n');
    expect(values).toEqual([1]);
    expect(print).not.toHaveBeenCalled();
    expect(written).toEqual(['after\n']);
  });

  test('restores the output before the value is delivered', async () => {
    spyOnTerminal();
    const loaded = withoutOutput(
      defer(() => printing(() => of(1))),
      vi.fn(),
    );
    await collect(
      loaded.pipe(
        tap(() => {
          process.stdout.write('help\n');
        }),
      ),
    );
    expect(written).toEqual(['help\n']);
  });

  test('passes the output on before an error', async () => {
    spyOnTerminal();
    const print = vi.fn();
    const failing = defer(() => printing(() => throwError(() => new Error('bad'))));
    await expect(collect(withoutOutput(failing, print))).rejects.toThrow('bad');
    expect(print.mock.calls[0]).toEqual([{ stream: 'stdout', text: 'printed' }, 0, expect.anything()]);
  });

  test('is cold; restores the output on unsubscribe', () => {
    spyOnTerminal();
    const never = withoutOutput(NEVER, () => undefined);
    process.stdout.write('cold\n');
    never.subscribe().unsubscribe();
    process.stdout.write('left\n');
    withoutOutput(EMPTY, () => undefined).subscribe();
    process.stdout.write('empty\n');
    expect(written).toEqual(['cold\n', 'left\n', 'empty\n']);
  });
});
