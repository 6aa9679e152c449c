/** Replaces control characters, lone surrogates, noncharacters and bidirectional controls with spaces. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, ' ');
