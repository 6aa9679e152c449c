/** Private-use characters: each is a placeholder for a line until the frame is painted. */
const FIRST = 0xe000;
const LAST = 0xf8ff;
const PLACEHOLDER = /[\uE000-\uF8FF]/g;

interface Placed {
  readonly text: string;
  readonly width: number;
  /** Visible characters. */
  readonly length: number;
}

/**
 * Lines that Ink lays out without seeing their text. Ink splits every coloured text into characters in every frame,
 * which takes tens of milliseconds on a large terminal. So Ink gets a one-character placeholder for each line, and the
 * placeholder is replaced when the frame is painted.
 */
export class Canvas {
  #placed: Placed[] = [];

  /** Returns the placeholder of a line; an empty string for an empty line. */
  put(text: string, width: number, length: number): string {
    if (length === 0 || FIRST + this.#placed.length > LAST) return '';
    this.#placed.push({ text, width, length });
    return String.fromCharCode(FIRST + this.#placed.length - 1);
  }

  /** Replaces the placeholders of a frame with their lines, and discards the lines. */
  paint(frame: string): string {
    const lines = frame.split('\n').map((line) => this.#paintLine(line));
    this.#placed = [];
    return lines.join('\n');
  }

  #paintLine(line: string): string {
    let out = '';
    let at = 0;
    for (const match of line.matchAll(PLACEHOLDER)) {
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
