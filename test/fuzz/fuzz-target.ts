import { MillraceError, type Draw } from '../../src/core/index.ts';

/** An input after mutations. */
export interface Mutant {
  /** The name of the file that was mutated. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** The mutations. */
  readonly how: string;
}

/** A part of the product that reads files that it did not write. */
export interface FuzzTarget {
  /** Makes a mutant; the same draws make the same one. */
  readonly mutant: (draw: Draw) => Mutant | Promise<Mutant>;
  /**
   * Gives the mutant to the product: resolves when it is accepted, and rejects with the product's error if it is refused.
   * Rejects with any other error for a fault, such as a result that contradicts itself.
   */
  readonly examine: (mutant: Mutant, draw: Draw) => Promise<void> | void;
}

/** Prepares a target: the default export of each file in `targets`. Its files are in a folder of its own, removed at the end. */
export type PrepareTarget = (folder: string) => FuzzTarget | Promise<FuzzTarget>;

/** A promise of the product that it did not keep. */
export class FuzzFault extends Error {
  override readonly name = 'FuzzFault';
}

/** Throws a {@link FuzzFault} unless a promise is kept. */
export function check(isKept: boolean, what: string): asserts isKept {
  if (!isKept) throw new FuzzFault(what);
}

/** Errors of these kinds are not the fault of a file. */
const NOT_OF_FILES: readonly string[] = [
  'BrokenInvariant',
  'EngineFailed',
  'PipelineFailed',
  'EngineUnavailable',
];

/** Characters that would control a terminal; a message may have several lines. */
const CONTROL = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const MAX_MESSAGE = 10_000;

/** Returns whether a text can be printed without harm. */
export const isHarmless = (text: string): boolean =>
  text.length <= MAX_MESSAGE && !CONTROL.test(text.replaceAll('\n', ''));

/** Returns whether an error refuses a file in words for its user; any other error is a crash. */
export const isRefusal = (error: unknown): error is MillraceError =>
  error instanceof MillraceError && !NOT_OF_FILES.includes(error.detail._tag) && isHarmless(error.message);
