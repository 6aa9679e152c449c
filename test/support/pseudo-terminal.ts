import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A program that runs in a terminal. */
export interface PseudoTerminal extends Disposable {
  /** The lines of the screen, without trailing spaces. */
  readonly screen: () => readonly string[];
  /** The number of lines that scrolled off the screen. */
  readonly scrolled: () => number;
  /** Whether the alternate screen is active, and whether the cursor is visible. */
  readonly mode: () => { readonly alternate: boolean; readonly cursor: boolean };
  /** All output of the program, with its escape sequences. */
  readonly output: () => string;
  readonly press: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Closes the window: the program gets SIGHUP twice, as below a shell, and can write no more. */
  readonly close: () => void;
  /** Resolves with the screen once it matches; rejects after a minute, with the content of the screen. */
  readonly until: (matches: (screen: string) => boolean, expected: string) => Promise<string>;
  /** The exit code, as a shell shows it: 128 plus the number of the signal that killed it. */
  readonly exit: Promise<number>;
}

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

const MAX_WAIT_MS = 60_000;

/** Starts a program in a new terminal. Removes CI from its environment, because Ink draws nothing in CI. */
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
  let output = '';
  pty.onData((data) => {
    for (const [mode] of data.matchAll(/\u001B\[\?25[hl]/g)) cursor = mode.endsWith('h');
    output += data;
    terminal.write(data);
  });
  const exit = new Promise<number>((resolve) =>
    pty.onExit(({ exitCode, signal = 0 }) => resolve(signal === 0 ? exitCode : 128 + signal)),
  );
  let hasExited = false;
  void exit.then(() => (hasExited = true));
  const screen = (): readonly string[] => {
    const { active } = terminal.buffer;
    // After the terminal narrows, lines of the alternate screen keep their old width.
    return Array.from(
      { length: terminal.rows },
      (_line, y) => active.getLine(active.baseY + y)?.translateToString(true, 0, terminal.cols) ?? '',
    );
  };
  return {
    screen,
    scrolled: () => terminal.buffer.active.baseY,
    mode: () => ({ alternate: terminal.buffer.active.type === 'alternate', cursor }),
    output: () => output,
    press: (keys) => pty.write(keys),
    resize: (cols, lines) => {
      terminal.resize(cols, lines);
      pty.resize(cols, lines);
    },
    until: async (matches, expected) => {
      const deadline = performance.now() + MAX_WAIT_MS;
      for (;;) {
        const text = screen().join('\n');
        if (matches(text)) return text;
        if (performance.now() > deadline) throw new Error(`expected ${expected}, the screen shows:\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    signal: (name) => pty.kill(name),
    close: () => (pty as unknown as { destroy(): void }).destroy(),
    exit,
    [Symbol.dispose]: () => {
      if (!hasExited) pty.kill('SIGKILL');
      terminal.dispose();
    },
  };
}
