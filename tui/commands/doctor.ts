import { concat, EMPTY, map, type Observable } from 'rxjs';
import { describeReport, diagnose } from '../../src/io/tensorflow/index.ts';
import type { Command } from '../cli/command.ts';
import { preparedEngine } from './prepared-engine.ts';

/** What this machine has and lacks. */
export const doctor = ({
  prepare,
  device,
}: Extract<Command, { readonly _tag: 'Doctor' }>): Observable<string> =>
  concat(prepare ? preparedEngine(device) : EMPTY, diagnose().pipe(map(describeReport)));
