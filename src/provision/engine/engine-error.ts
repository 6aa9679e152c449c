import { badOption, engineUnavailable, MillraceError } from '../../core/index.ts';

/** Returns the error for an engine that this machine cannot prepare or load as it is. */
export const engineError = (
  expected: string,
  received: string,
  advice: string,
  options?: ErrorOptions,
): MillraceError => new MillraceError(engineUnavailable('engine', expected, received, advice), options);

/** Returns the error for a machine without a usable GPU. */
export const gpuUnavailable = (expected: string, received: string, advice: string): MillraceError =>
  new MillraceError(badOption('--device gpu', expected, received, advice));
