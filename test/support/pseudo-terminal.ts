import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A program in a terminal: what its screen holds, and keys. */
export interface PseudoTerminal extends Disposable {
  /** The lines of the screen, without blanks at their ends. (Lines of a wider screen before are longer.) */
  readonly screen: () => readonly string[];
  /** Lines that scrolled away. */
  readonly scrolled: () => number;
  /** Whether the screen is the alternate one, whether the cursor shows. */
  readonly mode: () => { readonly alternate: boolean; readonly cursor: boolean };
  /** Everything that was written, with its escape sequences. */
  readonly written: () => string;
  readonly press: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Until the screen is as asked for; fails with what it holds when that takes too long. */
  readonly until: (holds: (screen: string) => boolean, what: string) => Promise<string>;
  readonly exit: Promise<number>;
}

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 60_000;

/** Starts a program in a terminal of its own. It is told that it is not in CI, where Ink would draw nothing. */
export function pseudoTerminal({ file, args, columns, rows, env = {} }: Program): PseudoTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const pty = spawn(file, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    env: { ...inherited, ...env },
  });
  let cursor = true;
  let written = '';
  pty.onData((data) => {
    for (const [mode] of data.matchAll(/\u001B\[\?25[hl]/g)) cursor = mode.endsWith('h');
    written += data;
    terminal.write(data);
  });
  const exit = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  let over = false;
  void exit.then(() => (over = true));
  const screen = (): readonly string[] => {
    const { active } = terminal.buffer;
    // Lines of the alternate screen keep what a narrower terminal has no columns for.
    return Array.from(
      { length: terminal.rows },
      (_line, y) => active.getLine(active.baseY + y)?.translateToString(true, 0, terminal.cols) ?? '',
    );
  };
  return {
    screen,
    scrolled: () => terminal.buffer.active.baseY,
    mode: () => ({ alternate: terminal.buffer.active.type === 'alternate', cursor }),
    written: () => written,
    press: (keys) => pty.write(keys),
    resize: (cols, lines) => {
      terminal.resize(cols, lines);
      pty.resize(cols, lines);
    },
    until: async (holds, what) => {
      const retryPolicy = performance.now() + PATIENCE_MS;
      for (;;) {
        const text = screen().join('\n');
        if (holds(text)) return text;
        if (performance.now() > retryPolicy) throw new Error(`${what} expected, the screen holds:\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    exit,
    [Symbol.dispose]: () => {
      if (!over) pty.kill('SIGKILL');
      terminal.dispose();
    },
  };
}
