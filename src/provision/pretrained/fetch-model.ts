import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { concat, defer, EMPTY, type Observable } from 'rxjs';
import { parsePretrainedConfig } from '../../io/index.ts';
import { download } from '../fetching/download.ts';
import { FetchError } from '../fetching/fetch-error.ts';
import type { FetchProgress } from '../fetching/fetch-progress.ts';
import { announceFetch, fetchSource } from '../fetching/fetch-source.ts';
import { provision } from '../fetching/provision.ts';
import type { Source } from '../fetching/source.ts';
import { afterAnswer } from './ask-hub.ts';
import { CONFIG, isComplete, SOURCE } from './cached-model.ts';
import { followRedirects } from './follow-redirects.ts';
import { addressOf, elsewhere, WEIGHTS, type Hub } from './hub.ts';
import { licenceIn } from './licence-in.ts';
import type { ResolvedModel } from './resolve-model.ts';
import { smallFile } from './small-file.ts';

export const README = 'README.md';

/**
 * Downloads a model into a folder of its commit, unless it is there: first its configuration and its licence, then the
 * weights. A part of the weights stays beside the folder, under their hash, so that no other file continues it. Unsubscribing
 * keeps that part. Errors with FetchError or with a system error.
 *
 * @param root the folder of the model's commits
 */
export const fetchModel = (hub: Hub, model: ResolvedModel, root: string): Observable<FetchProgress> => {
  const { commit } = model;
  const folder = join(root, commit);
  return provision<FetchProgress>({
    ...{ root, folders: [folder], isComplete },
    build: (_, workspace) =>
      afterAnswer<string | null, FetchProgress>(
        smallFile(hub, { commit, file: CONFIG, mayCut: false }),
        (config) => {
          const stated = config === null ? null : licenceOfConfig(hub, config);
          return afterAnswer<string | null, FetchProgress>(
            smallFile(hub, { commit, file: README, mayCut: true }),
            (readme) => {
              const licence = (readme === null ? null : licenceIn(readme)) ?? stated;
              const texts = { [CONFIG]: config, [README]: readme };
              const built = join(workspace, commit);
              const source = weightsOf(hub, { ...model, root, folder, licence, texts });
              return concat(
                keepPartOf(source.file, root),
                announceFetch([source], folder),
                fetchSource(source, built),
              );
            },
          );
        },
      ),
  });
};

function licenceOfConfig({ repo, endpoint }: Hub, text: string): string | null {
  const config = parsePretrainedConfig(text);
  if (E.isRight(config)) return config.right?.licence ?? null;
  const { expected, received } = config.left;
  throw new FetchError(
    'DownloadFailed',
    `${expected}, in ${CONFIG} of ${repo}`,
    received,
    `Choose another model, or check that ${endpoint} is a server of models.`,
  );
}

/** The weights to download, and the other files of the model; null for one that it lacks. */
interface Weights extends ResolvedModel {
  readonly root: string;
  /** The destination. */
  readonly folder: string;
  readonly licence: string | null;
  readonly texts: Readonly<Record<string, string | null>>;
}

function weightsOf(hub: Hub, weights: Weights): Source {
  const { root, commit, bytes, sha256, licence } = weights;
  const { repo: name, retryPolicy } = hub;
  const url = addressOf(hub, commit, WEIGHTS);
  const file = join(root, `${sha256}.part`);
  return {
    ...{ name, bytes, file, isResumable: true, temporaryBytes: 0, unpackedBytes: 0 },
    digest: `sha256:${sha256}`,
    licence: licence ?? 'not stated',
    how: `from ${url}`,
    elsewhere: elsewhere(hub),
    fetch: () =>
      download({
        ...{ name, url, file, totalBytes: bytes, elsewhere: elsewhere(hub), retryPolicy },
        // The address of the redirect is valid for a while only: each attempt asks for a new one.
        send: (address, request) => followRedirects(hub, address, request),
      }),
    unpack: (built) =>
      defer(() => {
        place(url, weights, file, built);
        return EMPTY;
      }),
  };
}

/**
 * Moves the files into place, the weights last: a killed process leaves a complete folder, or one that is not complete and
 * the part. Synchronous, so no unsubscription interrupts it.
 */
function place(
  url: string,
  { folder, texts, bytes, sha256, licence }: Weights,
  part: string,
  built: string,
): void {
  // A process that lost its lock may have finished meanwhile.
  if (isComplete(folder)) {
    rmSync(part, { force: true });
    return;
  }
  mkdirSync(built);
  writeFileSync(join(built, SOURCE), `${JSON.stringify({ url, bytes, sha256, licence })}\n`);
  for (const [name, text] of Object.entries(texts)) if (text !== null) writeFileSync(join(built, name), text);
  rmSync(folder, { recursive: true, force: true });
  renameSync(built, folder);
  renameSync(part, join(folder, WEIGHTS));
}

/** Creates the folder of the model's commits; removes the parts of other files from it. */
const keepPartOf = (file: string, root: string): Observable<never> =>
  defer(() => {
    mkdirSync(root, { recursive: true });
    for (const name of readdirSync(root))
      if (name.endsWith('.part') && join(root, name) !== file) rmSync(join(root, name), { force: true });
    return EMPTY;
  });
