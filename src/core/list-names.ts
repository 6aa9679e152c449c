/** Returns the first names of a list, for a message: `a, b, c, …`. */
export const firstNames = (names: readonly string[], max: number, count = names.length): string =>
  `${names.slice(0, max).join(', ')}${count > max ? ', …' : ''}`;

/** Returns the first names of a list and the number of the others: `a, b, c and 2 more`. */
export const namesAndMore = (names: readonly string[], max: number): string =>
  `${names.slice(0, max).join(', ')}${names.length > max ? ` and ${names.length - max} more` : ''}`;
