import { concat, EMPTY, map, takeUntil } from 'rxjs';
import { describeProgress, describeReport, diagnose } from '../../src/provision/engine/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import { preparedEngine } from './prepared-engine.ts';

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Whether to prepare the engine first. */
  readonly prepare: boolean;
}

/**
 * Reports what this machine has and lacks to run the engine for a device. Compares the engine's files with their hashes,
 * while preparing it or for the report.
 */
export const doctor: RunCommand<DoctorOptions> = (
  { controls },
  { options: { prepare }, shared: { device, json } },
) =>
  concat(
    prepare ? preparedEngine({ device, isThorough: true }) : EMPTY,
    diagnose({ device, isThorough: !prepare }).pipe(
      map((step): Printed => {
        if (step._tag === 'Checking') return describeProgress(step);
        const { report } = step;
        const hasFailed = report.problems.length > 0;
        if (json) return { json: `${JSON.stringify(report)}\n`, hasFailed };
        const text = describeReport(report);
        return hasFailed ? { failureText: text } : text;
      }),
    ),
  ).pipe(takeUntil(controls.stop$));
