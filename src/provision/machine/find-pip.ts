import { concat, filter, map, of, take, type Observable } from 'rxjs';
import { at, engineUnavailable, MillraceError } from '../../core/index.ts';
import { installAdvice, type Tool } from './install-advice.ts';
import type { Machine } from './machine.ts';
import { runCommand } from '../../io/processes/index.ts';

/** A pip that runs. */
export interface Pip {
  readonly _tag: 'Pip';
  readonly file: string;
  /** Placed before pip's own arguments, e.g. `-m pip`. */
  readonly args: readonly string[];
  /** In pip's words: `pip 23.2.1 from … (python 3.11)`. */
  readonly version: string;
}

/** No pip runs. */
export interface NoPip {
  readonly _tag: 'NoPip';
  /** In Python's words, e.g. `Python 3.11.2`; null if there is no Python either. */
  readonly python: string | null;
}

const CANDIDATES: readonly (readonly [file: string, ...args: string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** Emits the first pip on the machine's PATH that runs, or what is missing. */
export const searchPip = (machine: Machine): Observable<Pip | NoPip> =>
  concat(
    ...CANDIDATES.map(([file, ...args]) =>
      firstLineOf(machine, file, [...args, '--version']).pipe(
        map((version): Pip => ({ _tag: 'Pip', file, args, version })),
      ),
    ),
    ...['python3', 'python'].map((file) =>
      firstLineOf(machine, file, ['--version']).pipe(map((python): NoPip => ({ _tag: 'NoPip', python }))),
    ),
    of<NoPip>({ _tag: 'NoPip', python: null }),
  ).pipe(take(1));

/** Why pip is needed, for error messages. */
export interface PipPurpose {
  /** Other tools to install with the same command; by default none. */
  readonly missing?: readonly Tool[];
  /** The part of Millrace that needs it, by default `engine`. */
  readonly where?: string;
  /** What it downloads, by default TensorFlow. */
  readonly downloads?: string;
}

/** Emits the pip to use. Errors with EngineUnavailable, which states whether Python is missing or only pip. */
export const findPip = (machine: Machine, purpose: PipPurpose = {}): Observable<Pip> =>
  searchPip(machine).pipe(
    map((found) => {
      if (found._tag === 'Pip') return found;
      throw noPip(found, machine, purpose);
    }),
  );

/** Returns the error for a missing pip or Python. */
export const noPip = (
  { python }: NoPip,
  machine: Machine,
  { missing = [], where = 'engine', downloads = 'TensorFlow' }: PipPurpose = {},
): MillraceError =>
  new MillraceError(
    engineUnavailable(
      where,
      `${python === null ? 'Python 3 with pip' : 'pip'}, which downloads ${downloads}`,
      python === null ? 'none of python3, python, pip3 and pip on the PATH' : `${python} without pip`,
      installAdvice(machine, ['pip', ...missing]),
    ),
  );

/** Emits the first line that a program prints; nothing if it fails. */
const firstLineOf = (machine: Machine, file: string, args: readonly string[]): Observable<string> =>
  runCommand({ file, args, environment: machine.environment }).pipe(
    filter(({ status }) => status === 0),
    // Python 2 prints its version to stderr.
    map(({ output, errors }) => at((output || errors).trim().split('\n'), 0)),
  );
