import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import { millraceArguments } from '../support/command-line.ts';

/** The command line of Millrace, running. */
export interface Program extends Disposable {
  readonly pid: number;
  /** The last output, up to 4000 characters. */
  readonly output: () => string;
  readonly stop: () => void;
  readonly exit: Promise<number | null>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const collectGarbage = new URL('collect-garbage.js', import.meta.url).href;
const { CI: _, NODE_OPTIONS = '', ...inherited } = process.env;
/** The engine inherits it. Without CI, as Ink draws nothing there. */
const env = { ...inherited, NODE_OPTIONS: `${NODE_OPTIONS} --import ${collectGarbage}`.trim() };
const MAX_OUTPUT = 4000;

/** Starts the command line with a pipe, so that it prints lines, or in a pseudo terminal with the dashboard. */
export function startProgram(args: readonly string[], dashboard: boolean): Program {
  const all = millraceArguments(args);
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-MAX_OUTPUT);
  };
  let hasExited = false;
  const running = dashboard ? inTerminal(all, keep) : withPipes(all, keep);
  void running.exit.then(() => (hasExited = true));
  return {
    ...running,
    output: () => output,
    stop: () => running.kill('SIGTERM'),
    // The engine notices that its terminal is gone, and ends.
    [Symbol.dispose]: () => {
      if (!hasExited) running.kill('SIGKILL');
    },
  };
}

function withPipes(args: readonly string[], keep: (text: string) => void) {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
  return {
    pid: child.pid ?? 0,
    exit: new Promise<number | null>((resolve) => child.on('close', resolve)),
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
  };
}

function inTerminal(args: readonly string[], keep: (text: string) => void) {
  const size = { cols: 100, rows: 30 };
  const pty = spawnInTerminal(process.execPath, [...args], {
    name: 'xterm-256color',
    ...size,
    cwd: root,
    env,
  });
  pty.onData(keep);
  return {
    pid: pty.pid,
    exit: new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode))),
    kill: (signal: NodeJS.Signals) => pty.kill(signal),
  };
}
