import { expect } from 'vitest';
import { MillraceError, type AppErrorTag } from '../../../src/core/index.ts';
import {
  pretrainedWeights,
  type PretrainedOptions,
  type PretrainedProgress,
} from '../../../src/provision/pretrained/index.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { hubImitation, type MadeModel } from './hub-imitation.ts';

/** Short enough for tests. */
const RETRY_POLICY = { stallMs: 400, retries: 3, retryMs: 10 };
export const NAME = 'made.in1k';

/** Provides a model from the imitated Hub, into a cache of its own. */
export async function setting(model: Partial<MadeModel> = {}) {
  const cache = temporaryFolder();
  const hub = await hubImitation(model);
  const environment = { HF_ENDPOINT: `${hub.endpoint}/`, HOME: cache.path } as NodeJS.ProcessEnv;
  const options = (change: Partial<PretrainedOptions> = {}): PretrainedOptions => ({
    ...{ name: NAME, cacheFolder: cache.path, retryPolicy: RETRY_POLICY, ...change },
    environment: { ...environment, ...change.environment },
  });
  const run = (change: Partial<PretrainedOptions> = {}): Promise<readonly PretrainedProgress[]> =>
    collect(pretrainedWeights(options(change)));
  return {
    ...{ cache: cache.path, hub, options, run },
    root: `${cache.path}/pretrained/timm/${NAME}`,
    /** Returns the message of the failure. */
    failure: async (tag: AppErrorTag, change: Partial<PretrainedOptions> = {}): Promise<string> => {
      const error: unknown = await run(change).catch((cause: unknown) => cause);
      if (!(error instanceof MillraceError)) throw new Error(`no MillraceError: ${JSON.stringify(error)}`);
      expect(error.detail._tag, error.message).toBe(tag);
      expect(error.message).toMatch(/^pretrained model /);
      return error.message;
    },
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]();
      cache[Symbol.dispose]();
    },
  };
}

/** Returns the tags without repetitions. */
export const stages = (progress: readonly PretrainedProgress[]): readonly string[] =>
  progress.map(({ _tag }) => _tag).filter((tag, i, tags) => tag !== tags[i - 1]);
