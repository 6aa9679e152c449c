import { map, of, type Observable } from 'rxjs';
import { imagenetteNames } from '../../src/core/index.ts';
import { describeDataSet, imagenetteImages } from '../../src/provision/data-sets/index.ts';
import { describeQuickStart, quickStartImages } from '../../src/provision/data-sets/index.ts';
import { thinned } from '../lines/thinned.ts';

const QUICK_START_DATA = 'cifar10';

/** Where the images are; before that, lines about how they are fetched. */
export function dataFolder(data: string): Observable<string | { readonly folder: string }> {
  const name = imagenetteNames.find((each) => each === data);
  if (name !== undefined) return fetched(imagenetteImages({ name }), describeDataSet);
  if (data === QUICK_START_DATA) return fetched(quickStartImages(), describeQuickStart);
  return of({ folder: data });
}

const fetched = <P extends { readonly _tag: string }>(
  progress$: Observable<P>,
  describe: (progress: P) => string,
): Observable<string | { readonly folder: string }> =>
  progress$.pipe(
    thinned({ now: () => performance.now() }),
    map((progress) =>
      'folder' in progress && progress._tag === 'ImagesReady'
        ? { folder: String(progress.folder) }
        : describe(progress),
    ),
  );
