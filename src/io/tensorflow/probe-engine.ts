import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { map, type Observable } from 'rxjs';
import type { EngineInfo } from '../../core/index.ts';
import { engineEnvironment } from './engine-environment.ts';
import type { Machine } from './machine.ts';
import { runCommand } from '../support/run-command.ts';

/** What TensorFlow said of itself, or why it did not. */
export type Probe =
  | { readonly _tag: 'Answer'; readonly info: EngineInfo }
  | { readonly _tag: 'Silence'; readonly reason: string };

/** A program of the room `engine`: started, not imported, so that this process does not load TensorFlow. */
const PROGRAM = fileURLToPath(new URL('../../engine/print-engine-info.ts', import.meta.url));

/** Asks TensorFlow in a process of its own, with the variables of a run on a card (hiding none). */
export const probeEngine = ({ node, environment }: Machine): Observable<Probe> =>
  runCommand({
    file: node,
    args: ['--import', loader(), PROGRAM],
    environment: { ...environment, ...engineEnvironment({ device: 'gpu' }) },
  }).pipe(
    map(({ status, output, errors }): Probe => {
      if (status === 0 && output.startsWith('{'))
        return { _tag: 'Answer', info: JSON.parse(output) as EngineInfo };
      return { _tag: 'Silence', reason: /^\w*Error: (.+)$/m.exec(errors)?.[1] ?? `it ended with ${status}` };
    }),
  );

/** What lets Node run TypeScript, by its full path: the current folder may be anywhere. */
const loader = (): string => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
