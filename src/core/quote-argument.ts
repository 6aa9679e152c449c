import { printable } from './printable.ts';

/** No shell gives these characters a meaning, except `=` at the beginning of a word. */
const UNSPECIAL = /^(?!=)[\w@%+=:,./-]+$/;

/**
 * Returns an argument as a word of a POSIX shell, in quotes only if it needs them. Escapes characters that a terminal
 * would interpret or hide, so that the word can be printed and copied: `$'…'` would do, but dash lacks it.
 *
 * ```text
 * my run     'my run'
 * it's       'it'\''s'
 * a⇥b        "$(printf 'a\011b')"
 * ```
 */
export function quoteArgument(argument: string): string {
  if (UNSPECIAL.test(argument)) return argument;
  if (printable(argument) === argument) return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
  const text = argument.replace(/\n+$/, '');
  // The shell drops the newlines at the end of a substitution.
  const newlines = argument.slice(text.length);
  const words = [
    ...(text === '' ? [] : [`"$(printf '${text.replace(/^-|[^\w@+=:,./ -]/gu, escaped)}')"`]),
    ...(newlines === '' ? [] : [`'${newlines}'`]),
  ];
  return words.join('');
}

/** Returns a character for `printf`: printable letters as they are, others as octal bytes of UTF-8. */
const escaped = (character: string): string =>
  /^[^\p{ASCII}]$/u.test(character) && printable(character) === character
    ? character
    : Array.from(
        new TextEncoder().encode(character),
        (byte) => `\\${byte.toString(8).padStart(3, '0')}`,
      ).join('');
