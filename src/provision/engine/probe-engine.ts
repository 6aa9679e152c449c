import { map, type Observable } from 'rxjs';
import type { EngineInfo } from '../../core/index.ts';
import { engineEnvironment } from './engine-environment.ts';
import type { PrepareOptions } from './engine-plan.ts';
import { thisMachine } from '../machine/machine.ts';
import { loaderArguments, ownModule, runCommand } from '../../io/processes/index.ts';

/** TensorFlow's report about itself, or why there is none. */
export type Probe =
  | { readonly _tag: 'Answer'; readonly info: EngineInfo }
  | { readonly _tag: 'Silence'; readonly reason: string };

/** A program of `src/engine`: started, not imported, so that this process does not load TensorFlow. */
const PROGRAM = ownModule('../../engine/print-engine-info', import.meta.url);

/** Loads an engine in a separate process, with the environment of a run, and emits its report. */
export const probeEngine = (options: PrepareOptions): Observable<Probe> => {
  const { node, environment } = { ...thisMachine(), ...options.machine };
  return runCommand({
    file: node,
    args: [...loaderArguments(), PROGRAM],
    environment: { ...environment, ...engineEnvironment(options) },
  }).pipe(
    map(({ status, output, errors }): Probe => {
      if (status === 0 && output.startsWith('{'))
        return { _tag: 'Answer', info: JSON.parse(output) as EngineInfo };
      return { _tag: 'Silence', reason: /^\w*Error: (.+)$/m.exec(errors)?.[1] ?? `exit code ${status}` };
    }),
  );
};
