/** Text without what no page or terminal can show (control characters, halves of signs), or what turns other text around. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, ' ');
