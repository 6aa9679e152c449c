import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { defer, map, of, type Observable } from 'rxjs';
import { badData, MillraceError } from '../../src/core/index.ts';
import {
  describePretrained,
  pretrainedWeights,
  type PretrainedOptions,
} from '../../src/provision/pretrained/index.ts';
import { thinned } from '../lines/thinned.ts';

/** The folder of a pretrained model, or the file or folder that was given. */
export interface FoundModel {
  readonly folder: string;
}

/** Extensions that only files of models have, as opposed to names of models. */
const EXTENSIONS: readonly string[] = ['.safetensors', '.pt', '.pth', '.bin', '.pkl', '.ckpt', '.onnx'];

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
    if (EXTENSIONS.includes(extname(value).toLowerCase())) throw noSuchFile(value);
    return pretrainedWeights({ name: value, ...options }).pipe(
      thinned({ now: () => performance.now() }),
      map((progress) =>
        progress._tag === 'PretrainedReady' ? { folder: progress.folder } : describePretrained(progress),
      ),
    );
  });

const noSuchFile = (path: string): MillraceError =>
  new MillraceError(
    badData(
      path,
      'a safetensors file, a folder that holds model.safetensors, or the name of a pretrained model',
      'no such file or folder',
      'Check the path.',
    ),
  );
