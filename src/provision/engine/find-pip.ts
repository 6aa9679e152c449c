import { concat, defaultIfEmpty, defer, filter, map, mergeMap, of, take, type Observable } from 'rxjs';
import type { MillraceError } from '../../core/index.ts';
import { engineUnavailable } from './engine-error.ts';
import { installAdvice, type Tool } from './install-advice.ts';
import type { Machine } from './machine.ts';
import { runCommand, type Finished } from '../../io/processes/index.ts';

/** A pip that answers. */
export interface Pip {
  readonly _tag: 'Pip';
  readonly file: string;
  /** What comes before pip's own arguments, e.g. `-m pip`. */
  readonly args: readonly string[];
  /** As pip says it: `pip 23.2.1 from … (python 3.11)`. */
  readonly version: string;
}

/** No pip answers. */
export interface NoPip {
  readonly _tag: 'NoPip';
  /** As Python says it, e.g. `Python 3.11.2`; null where there is no Python either. */
  readonly python: string | null;
}

const CANDIDATES: readonly (readonly [file: string, ...args: string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** The first pip on the machine's PATH that answers, or what is missing. */
export const searchPip = (machine: Machine): Observable<Pip | NoPip> =>
  concat(
    ...CANDIDATES.map(([file, ...args]) =>
      answer(machine, file, [...args, '--version']).pipe(
        map((version): Pip => ({ _tag: 'Pip', file, args, version })),
      ),
    ),
    defer(() => searchPython(machine)).pipe(map((python): NoPip => ({ _tag: 'NoPip', python }))),
  ).pipe(take(1));

/**
 * Emits the pip to use. Errors with EngineUnavailable, which says whether Python is missing or only pip.
 *
 * @param missing what else is to be installed, named in the same command
 */
export const findPip = (machine: Machine, missing: readonly Tool[] = []): Observable<Pip> =>
  searchPip(machine).pipe(
    map((found) => {
      if (found._tag === 'Pip') return found;
      throw noPip(found, machine, missing);
    }),
  );

/** The error about a missing pip or Python. */
export const noPip = ({ python }: NoPip, machine: Machine, missing: readonly Tool[] = []): MillraceError =>
  engineUnavailable(
    python === null ? 'Python 3 with pip, which downloads TensorFlow' : 'pip, which downloads TensorFlow',
    python === null ? 'none of python3, python, pip3 and pip on the PATH' : `${python} without pip`,
    installAdvice(machine, ['pip', ...missing]),
  );

const searchPython = (machine: Machine): Observable<string | null> =>
  concat(answer(machine, 'python3', ['--version']), answer(machine, 'python', ['--version'])).pipe(
    defaultIfEmpty(null),
    take(1),
  );

const answer = (machine: Machine, file: string, args: readonly string[]): Observable<string> =>
  runCommand({ file, args, environment: machine.environment }).pipe(
    filter(({ status }) => status === 0),
    mergeMap((finished) => of(firstLine(finished))),
  );

/** Python 2 puts its version on the error output. */
const firstLine = ({ output, errors }: Finished): string => (output || errors).trim().split('\n')[0] ?? '';
