import { EventEmitter } from 'node:events';

const ESC = '\u001B[';
/** The alternate screen: no cursor, no wrapping. What was on the terminal before comes back afterwards. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;
/** Terminals that know it show everything in between at once. */
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;

/** What a terminal is asked to change from one frame to the next: lines that differ, each at its place. */
export function repainted(before: readonly string[] | null, lines: readonly string[]): string {
  const count = Math.max(lines.length, before?.length ?? 0);
  const changed = Array.from({ length: count }, (_, i) => i).filter(
    (i) => before === null || before[i] !== lines[i],
  );
  const clear = before === null ? `${ESC}H${ESC}J` : '';
  return clear + changed.map((i) => `${ESC}${i + 1};1H${ESC}2K${lines[i] ?? ''}`).join('');
}

/**
 * The terminal as Ink's stdout: Ink (in its debug mode) hands over whole frames, and only lines that changed are
 * written. Ink's own way erases and rewrites all lines, which flickers, scrolls when the terminal gets lower, and
 * clears the scrollback of a terminal that is as low as the image.
 */
export class Screen extends EventEmitter {
  readonly #terminal: NodeJS.WriteStream;
  readonly #painted: (frame: string) => string;
  #lines: readonly string[] | null = null;
  #size = '';
  #open = true;
  readonly #close = (): void => {
    this.close();
  };

  /** @param painted what becomes of a frame before it is compared with the one before */
  constructor(terminal: NodeJS.WriteStream, painted = (frame: string): string => frame) {
    super();
    this.#terminal = terminal;
    this.#painted = painted;
    terminal.write(ENTER);
    // Whatever ends the process.
    process.once('exit', this.#close);
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Paints a frame. */
  write(frame: string): boolean {
    if (!this.#open) return true;
    const lines = this.#painted(frame).split('\n').slice(0, this.rows);
    const size = `${this.columns}×${this.rows}`;
    const change = repainted(size === this.#size ? this.#lines : null, lines);
    this.#size = size;
    this.#lines = lines;
    return change === '' || this.#terminal.write(BEGIN + change + END);
  }

  /** Gives the terminal back as it was, with the last frame written below what was there. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('exit', this.#close);
    this.#terminal.write(`${LEAVE}${(this.#lines ?? []).map((line) => `${line}\n`).join('')}`);
  }
}
