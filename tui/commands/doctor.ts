import { concat, EMPTY, map, takeUntil } from 'rxjs';
import { describeReport, diagnose } from '../../src/provision/engine/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import { preparedEngine } from './prepared-engine.ts';

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Whether to prepare the engine first. */
  readonly prepare: boolean;
}

/** Reports what this machine has and lacks to run the engine for a device. */
export const doctor: RunCommand<DoctorOptions> = (
  { controls },
  { options: { prepare }, shared: { device, json } },
) =>
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
  ).pipe(takeUntil(controls.stop$));
