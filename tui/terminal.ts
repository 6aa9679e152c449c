import type { Controls } from './controls.ts';

/** The terminal that a command runs in. */
export interface Terminal {
  /** The arguments of the command line. */
  readonly args: readonly string[];
  /** The user's requests: stop, pause, suspend. */
  readonly controls: Controls;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Returns the width of lines, in characters: 100 if the output is not a terminal. */
export const widthOf = ({ stdout }: Pick<Terminal, 'stdout'>): number =>
  stdout.isTTY ? stdout.columns : 100;
