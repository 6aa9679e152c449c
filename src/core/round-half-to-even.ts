/** Rounds to the nearest integer, and ties to the even one, as Python and PyTorch do. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
