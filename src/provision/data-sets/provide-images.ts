import { catchError, concat, defer, throwError, type Observable } from 'rxjs';
import { writeFailed } from '../../core/index.ts';
import { toMillraceError, type Purpose } from '../fetching/fetch-error.ts';
import type { FetchProgress } from '../fetching/fetch-progress.ts';
import { announceFetch, fetchSource } from '../fetching/fetch-source.ts';
import { buildFolder, provision, type BuildFolder } from '../fetching/provision.ts';
import type { Source } from '../fetching/source.ts';

/** Progress of providing a data set: plain data. */
export type DataSetProgress = FetchProgress | ImagesReady;

/** The images are in a folder, in `train` and in `val` or `valid`. */
export interface ImagesReady {
  readonly _tag: 'ImagesReady';
  readonly folder: string;
}

/** A folder of images, and the archive that it comes from. */
export interface ProvideImages
  extends Pick<BuildFolder<unknown>, 'folder' | 'isComplete'>, Pick<Purpose, 'where' | 'alternative'> {
  /** The data set's path in the cache. */
  readonly root: string;
  readonly source: (workspace: string) => Source;
  readonly cleanUp?: () => Promise<void>;
}

/** Downloads and unpacks images if they are missing; emits the progress, then the folder of the images. */
export const provideImages = (config: ProvideImages): Observable<DataSetProgress> => {
  const { root, folder, isComplete, cleanUp } = config;
  return concat(
    provision<FetchProgress>({
      ...{ root, folders: [folder], isComplete },
      build: (_, workspace) => {
        const source = config.source(workspace);
        const fill = (built: string): Observable<FetchProgress> => fetchSource(source, built);
        return concat(announceFetch([source], root), buildFolder({ folder, workspace, isComplete, fill }));
      },
    }),
    defer(async (): Promise<ImagesReady> => {
      await cleanUp?.();
      return { _tag: 'ImagesReady', folder };
    }),
  ).pipe(
    catchError((cause: unknown) =>
      throwError(() => toMillraceError(cause, { ...config, unwritable: writeFailed })),
    ),
  );
};
