import { concat, EMPTY, map, type Observable } from 'rxjs';
import { describeReport, diagnose } from '../../src/io/tensorflow/index.ts';
import type { Command } from '../cli/command.ts';
import type { Printed } from '../printed.ts';
import { preparedEngine } from './prepared-engine.ts';

/** What this machine has and lacks, for an engine of the device that is asked for. */
export const doctor = ({
  prepare,
  device,
}: Extract<Command, { readonly _tag: 'Doctor' }>): Observable<Printed> =>
  concat(
    prepare ? preparedEngine(device) : EMPTY,
    diagnose({ device }).pipe(
      map((report) => {
        const text = describeReport(report);
        return report.problems.length === 0 ? text : { amiss: text };
      }),
    ),
  );
