import { map, of, type Observable } from 'rxjs';
import { imagenetteNames, type OptionValue } from '../../src/core/index.ts';
import {
  describeDataSet,
  imagenetteImages,
  quickStartImages,
  type DataSetProgress,
} from '../../src/provision/data-sets/index.ts';
import { parseValid } from '../../pipelines/options.ts';
import type { Given } from '../cli/commands.ts';
import { thinned } from '../lines/thinned.ts';

const QUICK_START_DATA = 'cifar10';

/** The folder of a command's images; undefined for a command without images. */
interface Found {
  readonly folder: string | undefined;
}

/** Emits the progress of providing the images, as lines, then their folder. */
export function dataFolder(data: OptionValue | undefined): Observable<string | Found> {
  const name = imagenetteNames.find((each) => each === data);
  if (name !== undefined) return withLines(imagenetteImages({ name }));
  if (data === QUICK_START_DATA) return withLines(quickStartImages());
  return of({ folder: data === undefined ? undefined : String(data) });
}

const withLines = (progress$: Observable<DataSetProgress>): Observable<string | Found> =>
  progress$.pipe(
    thinned({ now: () => performance.now() }),
    map((progress) =>
      progress._tag === 'ImagesReady' ? { folder: progress.folder } : describeDataSet(progress),
    ),
  );

/** Replaces the name of a data set by its folder. The book splits all of its images at random, those of `val` too. */
export function withData<O extends { readonly data?: unknown; readonly valid?: unknown }>(
  given: Given<O>,
  data: string | undefined,
): Given<O> {
  const { options } = given;
  if (data === undefined || data === options.data) return given;
  const valid = parseValid(String(options.valid));
  const split =
    valid.by !== 'auto' ? {} : { valid: 'fraction' in valid ? String(valid.fraction) : 'random:0.2' };
  return { ...given, options: { ...options, data, ...split } };
}
