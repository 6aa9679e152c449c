import { map, type Observable } from 'rxjs';
import type { EngineInfo } from '../../core/index.ts';
import { engineEnvironment } from './engine-environment.ts';
import type { PrepareOptions } from './engine-plan.ts';
import { thisMachine } from './machine.ts';
import { loaderArguments, ownModule, runCommand } from '../../io/processes/index.ts';

/** What TensorFlow reports of itself, or why it does not. */
export type Probe =
  | { readonly _tag: 'Answer'; readonly info: EngineInfo }
  | { readonly _tag: 'Silence'; readonly reason: string };

/** A program of the room `engine`: started, not imported, so that this process does not load TensorFlow. */
const PROGRAM = ownModule('../../engine/print-engine-info', import.meta.url);

/** Loads an engine in a process of its own, with the variables of a run, and emits what it reports. */
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
      return { _tag: 'Silence', reason: /^\w*Error: (.+)$/m.exec(errors)?.[1] ?? `it ended with ${status}` };
    }),
  );
};
