import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { concatMap, defer, of, type Observable } from 'rxjs';
import { badData, MillraceError } from '../../src/core/index.ts';
import { isWeightsFileName } from '../../src/io/index.ts';
import {
  describePretrained,
  pretrainedWeights,
  type PretrainedOptions,
} from '../../src/provision/pretrained/index.ts';
import { thinned } from '../lines/thinned.ts';

/** A pretrained model: its folder, or the file or folder that was given. */
export interface FoundModel {
  readonly folder: string;
  /** The name with its commit, for example `timm/resnet18d.ra2_in1k@<commit>`; undefined for a path. */
  readonly name?: string;
}

/**
 * Emits the progress of providing a pretrained model, as lines, then its folder. A path that exists is used as it is; any
 * other value is the name of a model on the Hub. Errors with BadData for a file that does not exist.
 *
 * @param options by default the user's cache folder and environment
 */
export const pretrainedFolder = (
  value: string,
  options: Omit<PretrainedOptions, 'name'> = {},
): Observable<string | FoundModel> =>
  defer((): Observable<string | FoundModel> => {
    if (existsSync(value)) return of({ folder: value });
    if (isPath(value)) throw noSuchFile(value);
    return pretrainedWeights({ name: value, ...options }).pipe(
      thinned({ now: () => performance.now() }),
      concatMap((progress): readonly (string | FoundModel)[] => {
        const line = describePretrained(progress);
        if (progress._tag !== 'PretrainedReady') return [line];
        const { folder, name, commit } = progress;
        return [line, { folder, name: `${name}@${commit}` }];
      }),
    );
  });

/** Returns whether a value that does not exist can only have been a path. */
const isPath = (value: string): boolean =>
  isAbsolute(value) || value.startsWith('.') || isWeightsFileName(value);

const noSuchFile = (path: string): MillraceError =>
  new MillraceError(
    badData(
      path,
      'a safetensors file, a folder that holds model.safetensors, or the name of a pretrained model',
      'no such file or folder',
      'Check the path.',
    ),
  );
