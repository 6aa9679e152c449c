import { stat } from 'node:fs/promises';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import type { FileStamp } from '../../core/index.ts';

/** What a file is now; null where there is none. */
export const fileStamp = (path: string): Observable<FileStamp | null> =>
  defer(() => stat(path)).pipe(
    map(({ size, mtimeMs }) => ({ path, bytes: size, modified: mtimeMs })),
    catchError(() => of(null)),
  );
