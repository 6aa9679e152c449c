const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Replaces control characters, lone surrogates, noncharacters and bidirectional controls with spaces. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, ' ');

/** As {@link printable}, with dots, which show in a table that something was replaced. */
export const dotted = (text: string): string => text.replace(UNPRINTABLE, '·');

/** Characters: more than the last lines of a failed process have. */
const MAX_LENGTH = 4000;

/** Returns the text, or its beginning if it is very long, as from a damaged file. */
export const shortened = (text: string): string =>
  text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
