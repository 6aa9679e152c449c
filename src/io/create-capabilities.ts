import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, defer, throwError, type Observable } from 'rxjs';
import { MillraceError, type Capabilities, type NamedArrays, type SavedFile } from '../core/index.ts';
import { decodeImage } from './decode-image.ts';
import { readDirectory, readText } from './live-disk.ts';
import { toSafetensors } from './safetensors.ts';

/** The world as it is; weights are kept as `model.safetensors` in the run folder. */
export const createCapabilities = ({ runFolder }: { readonly runFolder: string }): Capabilities => ({
  readDirectory,
  readText,
  decode: decodeImage,
  now: () => performance.now(),
  residentBytes: () => process.memoryUsage.rss(),
  saveWeights: (weights) => saveWeights(join(runFolder, 'model.safetensors'), runFolder, weights),
});

/** Whole or not at all: written beside it, then renamed. */
const saveWeights = (path: string, folder: string, weights: NamedArrays): Observable<SavedFile> =>
  defer(async () => {
    const bytes = toSafetensors(weights);
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
    return { path, bytes: bytes.length };
  }).pipe(
    catchError((cause: unknown) =>
      throwError(
        () =>
          new MillraceError(
            {
              _tag: 'WriteFailed',
              where: path,
              expected: 'to write the weights',
              received: cause instanceof Error ? cause.message : String(cause),
              advice: 'Choose another folder with --out.',
            },
            { cause },
          ),
      ),
    ),
  );
