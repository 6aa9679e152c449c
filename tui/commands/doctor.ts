import { concat, EMPTY, map, type Observable } from 'rxjs';
import { describeReport, diagnose } from '../../src/provision/engine/index.ts';
import type { Command } from '../cli/command.ts';
import type { Printed } from '../printed.ts';
import { preparedEngine } from './prepared-engine.ts';

/** Reports what this machine has and lacks to run the engine for a device. */
export const doctor = ({
  prepare,
  device,
  json,
}: Extract<Command, { readonly _tag: 'Doctor' }>): Observable<Printed> =>
  concat(
    prepare ? preparedEngine(device) : EMPTY,
    diagnose({ device }).pipe(
      map((report): Printed => {
        const hasFailed = report.problems.length > 0;
        if (json) return { json: `${JSON.stringify(report)}\n`, hasFailed };
        const text = describeReport(report);
        return hasFailed ? { failureText: text } : text;
      }),
    ),
  );
