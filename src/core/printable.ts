const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Replaces control characters, lone surrogates, noncharacters and bidirectional controls with spaces. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, ' ');

/** As {@link printable}, with dots, which show in a table that something was replaced. */
export const dotted = (text: string): string => text.replace(UNPRINTABLE, '·');
