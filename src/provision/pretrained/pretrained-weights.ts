import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { catchError, concat, defer, ignoreElements, throwError, type Observable } from 'rxjs';
import { writeFailed } from '../../core/index.ts';
import { parsePretrainedConfig } from '../../io/index.ts';
import { cacheFolder as defaultCacheFolder, ifMissing, replaceFile } from '../../io/support/index.ts';
import { FetchError, toMillraceError } from '../fetching/fetch-error.ts';
import type { FetchProgress } from '../fetching/fetch-progress.ts';
import { RETRY_POLICY, type RetryPolicy } from '../fetching/retry-transfer.ts';
import { afterAnswer } from './ask-hub.ts';
import {
  cachedModel,
  CONFIG,
  modelRoot,
  recordOf,
  type CachedModel,
  type ModelCaches,
} from './cached-model.ts';
import { fetchModel, README } from './fetch-model.ts';
import { hubCacheFolder, hubSettings, isOffline } from './hub-settings.ts';
import type { Hub } from './hub.ts';
import { licenceIn } from './licence-in.ts';
import { parsePretrainedName, pretrainedNameIn, type PretrainedName } from './pretrained-name.ts';
import { resolveModel } from './resolve-model.ts';

/** Which model to provide. */
export interface PretrainedOptions extends Partial<ModelCaches> {
  /** `resnet18d.ra2_in1k` of timm, or `owner/name`, each with `@revision` if it is not the newest one. */
  readonly name: string;
  /** By default 30 s without a byte and 8 retries, the first after 1 s. */
  readonly retryPolicy?: RetryPolicy;
}

/** A pretrained model is on the disk. */
export interface PretrainedReady extends CachedModel {
  readonly _tag: 'PretrainedReady';
  /** Owner and name, for example `timm/resnet18d.ra2_in1k`. */
  readonly name: string;
  /** For example `apache-2.0`; null if the model does not state it. */
  readonly licence: string | null;
}

/** Progress of providing a pretrained model: plain data. */
export type PretrainedProgress = FetchProgress | PretrainedReady;

/**
 * Provides a pretrained model of the Hugging Face Hub and emits progress: announces its size, licence and destination,
 * downloads its `model.safetensors`, `config.json` and `README.md` of one commit into the cache once, verifies them, and
 * emits their folder. A model that is already there, or in the cache of Hugging Face's own programs, needs no request. The
 * process may be killed at any moment: an interrupted download resumes. Of two processes, one waits for the other.
 *
 * The environment may have `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_OFFLINE`, `HF_HUB_CACHE` and `HF_HOME`.
 *
 * Errors with BadOption (an invalid name or setting, no such model), DownloadFailed (no network, no access, a file with
 * another hash, which is deleted) or WriteFailed. Unsubscribing stops the download; the part that arrived is kept.
 */
export const pretrainedWeights = ({
  name,
  environment = process.env,
  cacheFolder = defaultCacheFolder(environment),
  retryPolicy = RETRY_POLICY,
}: PretrainedOptions): Observable<PretrainedProgress> =>
  defer((): Observable<PretrainedProgress> => {
    const model = parsePretrainedName(name);
    const caches = { cacheFolder, environment };
    const found = cachedModel(model, caches);
    if (found !== null) return ready(model, found);
    if (isOffline(environment)) throw offline(caches);
    return fromHub({ ...model, ...hubSettings(environment), retryPolicy }, cacheFolder);
  }).pipe(
    catchError((cause: unknown) =>
      throwError(() =>
        toMillraceError(cause, {
          where: `pretrained model ${name}`,
          folder: cacheFolder,
          unwritable: writeFailed,
          alternative: 'Or give the path of a safetensors file.',
        }),
      ),
    ),
  );

/** Returns whether a model is on the disk, so that providing it needs no request; false for an invalid name. */
export function isCached({
  name,
  environment = process.env,
  cacheFolder = defaultCacheFolder(environment),
}: PretrainedOptions): boolean {
  const model = pretrainedNameIn(name);
  return model !== null && cachedModel(model, { cacheFolder, environment }) !== null;
}

const fromHub = (hub: Hub, cacheFolder: string): Observable<PretrainedProgress> => {
  const root = modelRoot(cacheFolder, hub.repo);
  return afterAnswer(resolveModel(hub), (resolved): Observable<PretrainedProgress> => {
    const { commit } = resolved;
    const record = defer(() => replaceFile(recordOf(root, hub.revision), [Buffer.from(`${commit}\n`)]));
    return concat(
      fetchModel(hub, resolved, root),
      record.pipe(ignoreElements()),
      ready(hub, { folder: join(root, commit), commit }),
    );
  });
};

const ready = ({ repo: name }: PretrainedName, found: CachedModel): Observable<PretrainedReady> =>
  defer(async (): Promise<PretrainedReady> => {
    return { _tag: 'PretrainedReady', name, ...found, licence: await licenceAt(found.folder) };
  });

async function licenceAt(folder: string): Promise<string | null> {
  const [readme, text] = await Promise.all(
    [README, CONFIG].map((name) => readFile(join(folder, name), 'utf8').catch(ifMissing(''))),
  );
  const config = parsePretrainedConfig(text ?? '');
  return licenceIn(readme ?? '') ?? (E.isRight(config) ? (config.right?.licence ?? null) : null);
}

const offline = ({ cacheFolder, environment }: ModelCaches): FetchError =>
  new FetchError(
    'DownloadFailed',
    `a model in ${join(cacheFolder, 'pretrained')} or ${hubCacheFolder(environment)}`,
    'none, and HF_HUB_OFFLINE forbids requests',
    'Unset HF_HUB_OFFLINE to download it.',
  );
