/** The default of {@link isShallow}: more than any file of Millrace needs. */
const MAX_DEPTH = 20;

/**
 * Returns whether a parsed JSON value is nested at most `depth` levels deep. `JSON.parse` accepts deeper nesting than
 * `JSON.stringify` can write without a stack overflow.
 */
export const isShallow = (value: unknown, depth = MAX_DEPTH): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1)));
