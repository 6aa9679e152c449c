/** Characters that no text uses for anything: each stands for a line until the frame is painted. */
const FIRST = 0xe000;
const LAST = 0xf8ff;
const STAND_IN = /[\uE000-\uF8FF]/g;

interface Placed {
  readonly text: string;
  readonly width: number;
  /** Characters that show. */
  readonly length: number;
}

/**
 * Lines that Ink places and does not look into. It takes every coloured text apart into characters, in every frame:
 * tens of milliseconds for a large terminal. So it gets one character for a whole line, with room behind it, and the
 * frame gets the line instead of that.
 */
export class Canvas {
  #placed: Placed[] = [];

  /** What stands for a line until the frame is painted. */
  put(text: string, width: number, length: number): string {
    if (length === 0 || FIRST + this.#placed.length > LAST) return '';
    this.#placed.push({ text, width, length });
    return String.fromCharCode(FIRST + this.#placed.length - 1);
  }

  /** The frame with its lines; the next one begins with none. */
  painted(frame: string): string {
    const lines = frame.split('\n').map((line) => this.#paintedLine(line));
    this.#placed = [];
    return lines.join('\n');
  }

  #paintedLine(line: string): string {
    let out = '';
    let at = 0;
    for (const match of line.matchAll(STAND_IN)) {
      const placed = this.#placed[match[0].charCodeAt(0) - FIRST];
      if (placed === undefined) continue;
      out += line.slice(at, match.index) + placed.text;
      const end = match.index + placed.width;
      if (line.slice(end).trim() !== '') out += ' '.repeat(Math.max(0, placed.width - placed.length));
      at = Math.max(match.index + 1, end);
    }
    return out + line.slice(at);
  }
}
