import { dirname } from 'node:path';
import { defer, type Observable } from 'rxjs';
import { describeBytes } from './describe-bytes.ts';
import { freeBytes } from '../../io/support/index.ts';
import { dataSetError } from './data-set-error.ts';
import type { WillFetch } from './data-set-progress.ts';
import type { FetchPlan } from './fetch-plan.ts';

/**
 * Says what will be fetched; errors with WriteFailed where the disk has too little room for it.
 *
 * @param bytesHere what is there of the archive
 */
export const willFetch = ({ archive, url, folder }: FetchPlan, bytesHere: number): Observable<WillFetch> =>
  defer(async (): Promise<WillFetch> => {
    const { name, bytes, unpackedBytes } = archive;
    const diskBytes = bytes - bytesHere + unpackedBytes;
    const free = await freeBytes(dirname(folder));
    if (free < diskBytes) {
      throw dataSetError(
        'WriteFailed',
        archive,
        `${describeBytes(diskBytes)} of free disk space in ${dirname(folder)}`,
        describeBytes(free),
        'Make room, or set XDG_CACHE_HOME to a folder with room',
      );
    }
    return { _tag: 'WillFetch', name, url, bytes, bytesHere, folder, diskBytes };
  });
