import { catchError, connect, filter, map, merge, throwError, type Observable } from 'rxjs';
import type { Archive } from './archive.ts';
import { dataSetError } from './data-set-error.ts';
import type { DataSetProgress } from './data-set-progress.ts';
import { download, type DownloadStep } from './download.ts';
import type { FetchPlan } from './fetch-plan.ts';
import { TransferError } from './transfer-error.ts';
import { withSpeed } from './with-speed.ts';

type Bytes = Extract<DownloadStep, { readonly _tag: 'Bytes' }>;
type Failed = Extract<DownloadStep, { readonly _tag: 'Failed' }>;

/** The download of an archive, told four times a second, and each time it is tried again. Errors with DownloadFailed. */
export const downloading = ({ archive, url, path, retryPolicy }: FetchPlan): Observable<DataSetProgress> => {
  const { name, bytes: totalBytes } = archive;
  return download({ url, path, totalBytes }, retryPolicy).pipe(
    connect((steps$) =>
      merge(
        steps$.pipe(
          filter((step): step is Bytes => step._tag === 'Bytes'),
          map(({ bytes }) => bytes),
          withSpeed(totalBytes),
          map((speed): DataSetProgress => ({ _tag: 'Downloading', name, totalBytes, ...speed })),
        ),
        steps$.pipe(
          filter((step): step is Failed => step._tag === 'Failed'),
          map(({ reason, pauseMs }): DataSetProgress => ({
            _tag: 'Retrying',
            name,
            reason,
            seconds: pauseMs / 1000,
          })),
        ),
      ),
    ),
    catchError((cause: unknown) => throwError(() => asOurs(cause, archive, url))),
  );
};

const asOurs = (cause: unknown, archive: Archive, url: string): unknown => {
  if (!(cause instanceof TransferError)) return cause;
  const expected = `${archive.bytes} bytes from ${url}`;
  return cause.hope === 'over'
    ? dataSetError(
        'DownloadFailed',
        archive,
        expected,
        cause.message,
        `${archive.mirrorVariable} names another server`,
      )
    : dataSetError(
        'DownloadFailed',
        archive,
        expected,
        cause.message,
        'Check the network and start again: it goes on where it stopped',
      );
};
