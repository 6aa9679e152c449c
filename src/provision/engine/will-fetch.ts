import { dirname } from 'node:path';
import { defer, type Observable } from 'rxjs';
import { describeBytes } from '../fetching/describe-bytes.ts';
import { freeBytes } from '../../io/support/index.ts';
import { engineUnavailable, ROOM_ADVICE } from './engine-error.ts';
import type { EnginePlan } from './engine-plan.ts';
import { nameOf } from './fetch-wheel.ts';
import type { WillFetch } from './prepare-progress.ts';
import type { Wheel } from './wheel.ts';

/** For pip's copies, the compiler's files and the rest. */
const MARGIN = 150_000_000;

/** Says what will be fetched; errors with EngineUnavailable where the disk has too little room for it. */
export const willFetch = ({ folder }: EnginePlan, wheels: readonly Wheel[]): Observable<WillFetch> =>
  defer(async (): Promise<WillFetch> => {
    const diskBytes = roomFor(wheels);
    const free = await freeBytes(dirname(folder));
    if (free < diskBytes) {
      throw engineUnavailable(
        `${describeBytes(diskBytes)} of free disk space in ${dirname(folder)}`,
        describeBytes(free),
        ROOM_ADVICE,
      );
    }
    return {
      _tag: 'WillFetch',
      downloads: wheels.map((wheel) => ({ name: nameOf(wheel), bytes: wheel.bytes })),
      folder,
      diskBytes,
    };
  });

/** Everything unpacked, and one wheel at a time, which pip holds twice for a moment. */
const roomFor = (wheels: readonly Wheel[]): number =>
  MARGIN +
  2 * Math.max(0, ...wheels.map(({ bytes }) => bytes)) +
  wheels.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
