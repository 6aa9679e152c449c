import { printable } from '../../core/index.ts';

/** HTML markup. Strings interpolated into it are escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | null | readonly Html[];

/** Returns markup. Interpolated strings are escaped: they are safe as text and in double-quoted attributes. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(String.raw({ raw: texts }, ...parts.map(textOf)));

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? part.map(({ text }) => text).join('') : htmlText(String(part));
}

/** Returns a text as HTML, without control characters: safe as text and in double-quoted attributes. */
export const htmlText = (text: string): string => escapeHtml(printable(text));

/** Escapes the special characters of HTML and XML. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
