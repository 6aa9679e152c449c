import { concat, filter, map, toArray, type Observable } from 'rxjs';
import type { Machine } from '../machine/machine.ts';
import { runCommand } from '../../io/processes/index.ts';

/** A program that takes g++'s arguments. */
export interface Compiler {
  readonly name: string;
  readonly file: string;
  /** Placed before the arguments of a compilation, e.g. `c++` for zig. */
  readonly args: readonly string[];
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** The approximate seconds to compile the binding on 2 cores. */
  readonly expectedSeconds: number;
}

/** Emits the C++ compilers that run, in the order to try them: $CXX, g++, clang++. */
export const findCompilers = (machine: Machine): Observable<readonly Compiler[]> => {
  const chosen = machine.environment['CXX']?.trim() ?? '';
  return concat(
    ...[...(chosen === '' ? [] : [chosen]), 'g++', 'clang++'].map((name) => tryCompiler(name, machine)),
  ).pipe(toArray());
};

function tryCompiler(name: string, { environment }: Machine): Observable<Compiler> {
  const [file = name, ...args] = name.split(/\s+/);
  return runCommand({ file, args: [...args, '--version'], environment }).pipe(
    filter(({ status }) => status === 0),
    map(() => ({ name, file, args, environment, expectedSeconds: 10 })),
  );
}
