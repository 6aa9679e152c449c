import { EventEmitter } from 'node:events';

const ESC = '\u001B[';
/** The alternate screen without cursor and line wrapping; leaving it restores the earlier content. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;
/** Synchronized output: terminals that support it show everything in between at once. */
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;

/** Returns the escape sequences that turn one frame into the next: only the lines that differ. */
export function repaint(before: readonly string[] | null, lines: readonly string[]): string {
  const count = Math.max(lines.length, before?.length ?? 0);
  const changed = Array.from({ length: count }, (_, i) => i).filter(
    (i) => before === null || before[i] !== lines[i],
  );
  const clear = before === null ? `${ESC}H${ESC}J` : '';
  return clear + changed.map((i) => `${ESC}${i + 1};1H${ESC}2K${lines[i] ?? ''}`).join('');
}

/**
 * The terminal as Ink's stdout. Ink (in debug mode) writes whole frames; this class writes only the lines that changed.
 * Ink itself erases and rewrites all lines, which flickers, scrolls when the terminal shrinks, and clears the scrollback
 * if a frame is as high as the terminal.
 */
export class Screen extends EventEmitter {
  readonly #terminal: NodeJS.WriteStream;
  readonly #paint: (frame: string) => string;
  #lines: readonly string[] | null = null;
  #last: readonly string[] | null = null;
  #size = '';
  #open = true;
  #paints = true;
  #suspended = false;
  readonly #close = (): void => {
    this.close();
  };

  /** @param paint maps a frame before it is compared with the previous one */
  constructor(terminal: NodeJS.WriteStream, paint = (frame: string): string => frame) {
    super();
    this.#terminal = terminal;
    this.#paint = paint;
    terminal.write(ENTER);
    // Restores the terminal however the process ends.
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
    const all = this.#paint(frame).split('\n');
    if (!this.#paints) {
      this.#last = all;
      return true;
    }
    const lines = all.slice(0, this.rows);
    const size = `${this.columns}×${this.rows}`;
    const change = repaint(size === this.#size ? this.#lines : null, lines);
    this.#size = size;
    this.#lines = lines;
    if (this.#suspended) return true;
    return change === '' || this.#terminal.write(BEGIN + change + END);
  }

  /** Restores the terminal until it is taken again, then paints the whole frame. */
  suspend(suspended: boolean): void {
    this.#suspended = suspended;
    this.#terminal.write(suspended ? LEAVE : ENTER);
    if (!suspended && this.#lines !== null) this.#terminal.write(repaint(null, this.#lines));
  }

  /** Paints no more frames: the next one is the last, which may be higher than the terminal. */
  finish(): void {
    this.#paints = false;
  }

  /** Restores the terminal and writes the last frame below its earlier content. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('exit', this.#close);
    this.#terminal.write(`${LEAVE}${(this.#last ?? this.#lines ?? []).map((line) => `${line}\n`).join('')}`);
  }
}
