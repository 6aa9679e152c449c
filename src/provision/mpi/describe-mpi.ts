import { formatBytes } from '../../core/index.ts';
import { nameOf } from '../wheels/wheel.ts';
import type { MpiState } from './mpi-state.ts';
import { mpichWheel } from './mpich-wheel.ts';

/** Returns a line of the doctor's report. */
export function describeMpi(mpi: MpiState | null, platform: string): string {
  if (mpi !== null) return `${mpi.name}: ${mpi.launcher}, ${mpi.library}`;
  const wheel = mpichWheel(platform);
  return wheel === undefined
    ? 'none; --processes needs MPICH or Open MPI'
    : `none; --processes downloads ${nameOf(wheel).replace('mpich', 'MPICH')} (${formatBytes(wheel.bytes)})`;
}
