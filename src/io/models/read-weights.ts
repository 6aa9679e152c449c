import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { catchError, defer, throwError, type Observable } from 'rxjs';
import {
  badData,
  MillraceError,
  namesAndMore,
  type ModelDescription,
  type PretrainedConfig,
  type Weights,
} from '../../core/index.ts';
import { ifMissing, messageOf } from '../support/message-of.ts';
import { descriptionIn, MODEL_FILES, notFinite } from './model-contents.ts';
import { notSafetensors, PICKLE_ADVICE } from './not-safetensors.ts';
import { parsePretrainedConfig } from './parse-pretrained-config.ts';
import { decodeSafetensors, type SafetensorsFile } from './safetensors.ts';

const CONFIG = 'config.json';
const MAX_CONFIG = 2 ** 20;

/**
 * Emits the weights in a safetensors file of any program, or in a folder with `best.safetensors` or `model.safetensors`: a
 * run folder, or one of timm, whose `config.json` is read too. Errors with BadData if there is no such file, if it is
 * damaged or a weight is not finite, if the configuration is invalid, or for a pickle file: reading one can run code.
 */
export const readWeights = (path: string): Observable<Weights> =>
  defer(async (): Promise<Weights> => {
    const file = await fileAt(path);
    const bytes = await readFile(file);
    const read = decodeSafetensors(bytes);
    if (E.isLeft(read)) {
      const { received, advice } = notSafetensors(bytes, read.left);
      throw refusal(file, received, advice);
    }
    const { arrays, metadata } = read.right;
    const wrong = notFinite(arrays);
    if (wrong !== undefined) throw refusal(file, wrong, 'The model is damaged: use another one.');
    const description = ownDescription(file, metadata);
    const config = description === null ? await configAt(join(dirname(file), CONFIG)) : null;
    return { path: file, arrays, description, config };
  }).pipe(
    catchError((cause: unknown) =>
      throwError(() =>
        cause instanceof MillraceError
          ? cause
          : refusal(path, messageOf(cause, path), 'Check the path.', cause),
      ),
    ),
  );

const EXPECTED = `a .safetensors file, or a folder that holds ${MODEL_FILES.last}`;

const refusal = (where: string, received: string, advice: string, cause?: unknown): MillraceError =>
  new MillraceError(badData(where, EXPECTED, received, advice), { cause });

/** The extensions of files that are read by unpickling. */
const PICKLES: readonly string[] = ['.pt', '.pth', '.bin', '.pkl', '.pickle', '.ckpt', '.tar'];

const isPickle = (name: string): boolean => PICKLES.includes(extname(name).toLowerCase());

/** Returns whether only a file of a model is called so, as opposed to a model on the Hub. */
export const isWeightsFileName = (name: string): boolean =>
  isPickle(name) || ['.safetensors', '.onnx'].includes(extname(name).toLowerCase());

const pickleRefusal = (where: string, name: string): MillraceError =>
  refusal(
    where,
    `${name}, which may be a pickle file: reading one can run code, so nothing was read`,
    PICKLE_ADVICE,
  );

async function fileAt(path: string): Promise<string> {
  const found = await stat(path);
  if (found.isDirectory()) return fileIn(path, await readdir(path));
  if (isPickle(path)) throw pickleRefusal(path, basename(path));
  // Reading a pipe would wait for a writer.
  if (!found.isFile()) throw refusal(path, 'a pipe or a device', 'Check the path.');
  return path;
}

function fileIn(folder: string, names: readonly string[]): string {
  const chosen = [MODEL_FILES.best, MODEL_FILES.last].find((name) => names.includes(name));
  if (chosen !== undefined) return join(folder, chosen);
  const others = names.filter((name) => name.endsWith('.safetensors'));
  if (others.length > 0)
    throw refusal(folder, `a folder with ${namesAndMore(others, 3)}`, 'Choose one of these files.');
  const pickles = names.filter(isPickle);
  if (pickles.length > 0) throw pickleRefusal(folder, `a folder with only ${namesAndMore(pickles, 3)}`);
  throw refusal(folder, 'a folder without a model', 'Check the path.');
}

/** Returns null for a file of another program, which may have a description of its own. */
function ownDescription(file: string, metadata: SafetensorsFile['metadata']): ModelDescription | null {
  const description = descriptionIn(metadata);
  if (E.isRight(description)) return description.right;
  if (metadata['format'] !== 'millrace') return null;
  throw refusal(file, description.left, 'The model is damaged: use another one.');
}

/** Reads the configuration beside a model; null if there is none. */
async function configAt(path: string): Promise<PretrainedConfig | null> {
  const fault = (expected: string, received: string): MillraceError =>
    new MillraceError(badData(path, expected, received, 'Correct the file, or download the model again.'));
  const size = await stat(path).then((found) => (found.isFile() ? found.size : -1), ifMissing(-1));
  if (size < 0) return null;
  if (size > MAX_CONFIG) throw fault(`a file of at most ${MAX_CONFIG} bytes`, `${size} bytes`);
  const config = parsePretrainedConfig(await readFile(path, 'utf8'));
  if (E.isLeft(config)) throw fault(config.left.expected, config.left.received);
  return config.right;
}
