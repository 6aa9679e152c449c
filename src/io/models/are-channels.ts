/** Returns whether a value from a file has one accepted finite number per channel: red, green and blue. */
export const areChannels = (value: unknown, accepts: (channel: number) => boolean): boolean =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((channel) => Number.isFinite(channel) && accepts(channel as number));
