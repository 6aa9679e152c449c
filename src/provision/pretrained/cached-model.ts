import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../core/index.ts';
import { isFile } from '../../io/index.ts';
import { WEIGHTS } from './hub.ts';
import { hubCacheFolder } from './hub-settings.ts';
import type { PretrainedName } from './pretrained-name.ts';
import { isCommit } from './resolve-model.ts';

/** Where models are kept. */
export interface ModelCaches {
  /** Millrace's cache folder. */
  readonly cacheFolder: string;
  /** Names the folder in which Hugging Face's own programs keep models; it is only read. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** A model on the disk. */
export interface CachedModel {
  /** Holds `model.safetensors`, and `config.json` and `README.md` if the model has them. */
  readonly folder: string;
  readonly commit: string;
}

/** The size and the hash of the weights in the same folder, from the Hub. */
export const SOURCE = 'source.json';
export const CONFIG = 'config.json';

/** Returns the folder of a model's commits in Millrace's cache. */
export const modelRoot = (cacheFolder: string, repo: string): string => join(cacheFolder, 'pretrained', repo);

/** Returns the file that records the commit of a revision. */
export const recordOf = (root: string, revision: string): string =>
  join(root, 'refs', encodeURIComponent(revision));

/** Returns a model that is on the disk, without asking the Hub whether there is a newer one; null if there is none. */
export function cachedModel(
  { repo, revision }: PretrainedName,
  { cacheFolder, environment }: ModelCaches,
): CachedModel | null {
  const root = modelRoot(cacheFolder, repo);
  const own = commitIn(revision, recordOf(root, revision));
  if (own !== null && isComplete(join(root, own))) return { folder: join(root, own), commit: own };
  const other = join(hubCacheFolder(environment), `models--${repo.replace('/', '--')}`);
  const commit = commitIn(revision, join(other, 'refs', revision));
  if (commit === null) return null;
  const folder = join(other, 'snapshots', commit);
  // Without its configuration, a model may have been downloaded in part.
  return [WEIGHTS, CONFIG].every((name) => isFile(join(folder, name))) ? { folder, commit } : null;
}

/** Returns whether a folder holds all of a model: the weights are moved there last. */
export function isComplete(folder: string): boolean {
  try {
    const source: unknown = JSON.parse(textOf(join(folder, SOURCE)) ?? 'null');
    return isRecord(source) && source['bytes'] === statSync(join(folder, WEIGHTS)).size;
  } catch {
    return false;
  }
}

function commitIn(revision: string, record: string): string | null {
  if (isCommit(revision)) return revision;
  const commit = textOf(record)?.trim() ?? '';
  return isCommit(commit) ? commit : null;
}

/** Returns null if the file cannot be read. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
