/** Whether a parsed JSON value is an object, rather than an array, null or a primitive. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
