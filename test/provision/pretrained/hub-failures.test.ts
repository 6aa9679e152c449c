import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { AppErrorTag } from '../../../src/core/index.ts';
import { isCached } from '../../../src/provision/pretrained/index.ts';
import { followRedirects } from '../../../src/provision/pretrained/follow-redirects.ts';
import type { Answer } from '../data-sets/made-server.ts';
import { filesBelow } from '../data-sets/setting.ts';
import { COMMIT, redirect, refuses } from './hub-imitation.ts';
import { NAME, setting, stages } from './setting.ts';

const TOKEN = 'hf_SECRET';
afterEach(() => {
  vi.unstubAllGlobals();
});

test('the token goes to the Hub only', async () => {
  await using made = await setting();
  await made.run({ environment: { HF_TOKEN: ` ${TOKEN}\n` } });
  const { hub, other } = made.hub.authorizations;
  expect(new Set(hub)).toEqual(new Set([`Bearer ${TOKEN}`]));
  expect(other).toEqual(['']);
});

test('an invalid token is not printed', async () => {
  await using made = await setting();
  const message = await made.failure('BadOption', { environment: { HF_TOKEN: `${TOKEN} é` } });
  expect(message).toContain('HF_TOKEN');
  expect(message).not.toContain('SECRET');
  expect(made.hub.requests).toEqual([]);
});

const token = { HF_TOKEN: TOKEN };
test.each<[string, Answer, AppErrorTag, RegExp, Record<string, string>]>([
  ['no such model', refuses(404), 'BadOption', /a model timm\/made.in1k on .*404.*the tag.* HF_TOKEN/, {}],
  ['no model, as the Hub says', refuses(401, 'RepoNotFound'), 'BadOption', /expected a model timm/, {}],
  ['no model, with a token', refuses(404, 'RepoNotFound'), 'BadOption', /a part\. Names of models/, token],
  ['no revision', refuses(404, 'RevisionNotFound'), 'BadOption', /the revision main of timm/, {}],
  ['no safetensors', refuses(404, 'EntryNotFound'), 'BadOption', /pytorch_model.bin are not used/, {}],
  ['a private model', refuses(401), 'DownloadFailed', /expected access to .*then set HF_TOKEN/, {}],
  ['conditions', refuses(403, 'GatedRepo'), 'DownloadFailed', /The token in HF_TOKEN gives no/, token],
  ['a page', (_, response) => response.end('<html>'), 'DownloadFailed', /a page to sign in/, {}],
])('%s', async (_, answer, tag, pattern, environment) => {
  await using made = await setting();
  made.hub.faults.resolve = [answer];
  const message = await made.failure(tag, { environment });
  expect(message).toMatch(pattern);
  expect(message).not.toContain('SECRET');
  expect(made.hub.requests).toEqual(['resolve main']);
  expect(readdirSync(made.cache)).toEqual([]);
});

const linked = (headers: Readonly<Record<string, string | number>>): Answer =>
  redirect(302, '/bytes', {
    'x-repo-commit': COMMIT,
    'x-linked-size': 9,
    'x-linked-etag': 'f'.repeat(64),
    ...headers,
  });
test.each<[string, Answer, AppErrorTag, string]>([
  ['an invalid commit', linked({ 'x-repo-commit': '../..' }), 'DownloadFailed', 'received an invalid one'],
  ['no SHA-256', linked({ 'x-linked-etag': '"abc"' }), 'BadOption', 'X-Linked-Etag'],
  ['no size', linked({ 'x-linked-size': '' }), 'BadOption', 'X-Linked-Size'],
  ['a huge file', linked({ 'x-linked-size': 6e9 }), 'BadOption', 'at most 2.1 GB, received 6.0 GB'],
])('%s is refused before a download', async (_, answer, tag, message) => {
  await using made = await setting();
  made.hub.faults.resolve = [answer];
  expect(await made.failure(tag)).toContain(message);
  expect(made.hub.requests).toEqual(['resolve main']);
});

test('another commit than the requested one is refused', async () => {
  await using made = await setting();
  const name = `${NAME}@${'b'.repeat(40)}`;
  expect(await made.failure('DownloadFailed', { name })).toContain(`received the commit ${COMMIT}`);
});

test('a model that was renamed is found', async () => {
  await using made = await setting();
  made.hub.faults.resolve = [redirect(307, `/timm/new/resolve/main/model.safetensors`)];
  expect(stages(await made.run()).at(-1)).toBe('PretrainedReady');
  expect(made.hub.paths[1]).toBe('/timm/new/resolve/main/model.safetensors');
});

test.each([
  [
    'in a circle',
    Array.from({ length: 9 }, () => redirect(302, '/timm/a/resolve/main/model.safetensors')),
    'more than 5 redirects',
  ],
  ['nowhere', [redirect(302, '')], 'a redirect without an address'],
  ['to a file', [redirect(302, 'file:///etc/passwd')], 'a redirect to an address that starts with file:'],
  ['with a password', [redirect(302, 'http://a:b@c/')], 'a redirect to an address with a password'],
])('a redirect %s is refused', async (_, answers, message) => {
  await using made = await setting();
  made.hub.faults.weights = answers;
  expect(await made.failure('DownloadFailed')).toContain(message);
});

test('a redirect from https to http is refused, and its signature is not printed', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: URL) => {
    asked.push(url.href);
    return Promise.resolve(
      new Response(null, { status: 302, headers: { location: 'http://b.c/x?signature=S' } }),
    );
  });
  const settings = { endpoint: 'https://a', token: null };
  const signal = AbortSignal.timeout(1000);
  await expect(followRedirects(settings, 'https://a/m', { signal })).rejects.toThrow(
    /^a redirect to http:\/\/b\.c, which is not encrypted$/,
  );
  expect(asked).toEqual(['https://a/m']);
});

test('a busy Hub is asked four times; one that hangs, refuses or does not exist, once', async () => {
  await using made = await setting();
  const { hub, failure } = made;
  hub.faults.resolve = Array.from({ length: 9 }, () => refuses(500));
  expect(await failure('DownloadFailed')).toMatch(
    /received HTTP status 500.*Check the network, or set HF_ENDPOINT/,
  );
  expect(hub.requests).toHaveLength(4);
  hub.faults.resolve = [() => undefined];
  expect(await failure('DownloadFailed')).toContain('received no data for 0.4s');
  expect(hub.requests).toHaveLength(5);
  const at = (HF_ENDPOINT: string) => failure('DownloadFailed', { environment: { HF_ENDPOINT } });
  expect(await at('http://127.0.0.1:9')).toMatch(/bad port|ECONNREFUSED/);
  expect(await at('http://no-such-host.invalid')).toContain('no-such-host.invalid');
});

test.each(['words', 'ftp://x', 'http://', 'https://me:secret@x', 'https://x?a=secret'])(
  'the endpoint "%s" is refused, and not printed',
  async (HF_ENDPOINT) => {
    await using made = await setting();
    const message = await made.failure('BadOption', { environment: { HF_ENDPOINT } });
    expect(message).toContain('in HF_ENDPOINT, received another value');
    expect(message).not.toContain('secret');
  },
);

test('offline, only a model that is here is used', async () => {
  await using made = await setting();
  const environment = { HF_HUB_OFFLINE: 'on' };
  expect(await made.failure('DownloadFailed', { environment })).toMatch(
    /expected a model in .*\/pretrained or .*\/huggingface\/hub, received none, and HF_HUB_OFFLINE forbids/,
  );
  expect(made.hub.requests).toEqual([]);
});

test("a model in the cache of Hugging Face's programs is used, and nothing is written there", async () => {
  await using made = await setting();
  const hub = join(made.cache, 'hf');
  const model = join(hub, `models--timm--${NAME}`);
  const snapshot = join(model, 'snapshots', COMMIT);
  for (const folder of ['blobs', 'refs', `snapshots/${COMMIT}`])
    mkdirSync(join(model, folder), { recursive: true });
  writeFileSync(join(model, 'refs', 'main'), COMMIT);
  for (const name of ['model.safetensors', 'config.json']) {
    writeFileSync(join(model, 'blobs', name), made.hub.model.config!);
    symlinkSync(`../../blobs/${name}`, join(snapshot, name));
  }
  const options = { environment: { HF_HUB_CACHE: hub } };
  expect(isCached(made.options(options))).toBe(true);
  expect(isCached(made.options({ environment: { HF_HOME: made.cache } }))).toBe(false);
  const before = filesBelow(made.cache);
  expect(await made.run(options)).toEqual([
    {
      _tag: 'PretrainedReady',
      name: `timm/${NAME}`,
      folder: snapshot,
      commit: COMMIT,
      licence: 'apache-2.0',
    },
  ]);
  expect(filesBelow(made.cache)).toEqual(before);
  expect(made.hub.requests).toEqual([]);
  rmSync(join(snapshot, 'config.json'));
  expect(isCached(made.options(options))).toBe(false);
});

test('a model without README.md has the licence of its configuration; one without both states none', async () => {
  await using made = await setting({ readme: null });
  expect((await made.run()).at(-1)).toMatchObject({ licence: 'apache-2.0' });
  made.hub.model = { ...made.hub.model, config: null };
  const progress = await made.run({ name: 'other' });
  expect(progress[0]).toMatchObject({ downloads: [{ licence: 'not stated' }] });
  expect(progress.at(-1)).toMatchObject({ licence: null });
  expect(readdirSync((progress.at(-1) as { readonly folder: string }).folder).sort()).toEqual([
    ...['model.safetensors', 'source.json'],
  ]);
});

test('an invalid or huge configuration is refused before the download; a long README is cut', async () => {
  await using made = await setting({
    config: '<html>',
    readme: `---\nlicense: mit\n---\n${'x'.repeat(2 ** 21)}`,
  });
  const message = await made.failure('DownloadFailed');
  expect(message).toContain(
    `expected a configuration in JSON, in config.json of timm/${NAME}, received text`,
  );
  made.hub.model = { ...made.hub.model, config: ' '.repeat(2 ** 20 + 1) };
  expect(await made.failure('DownloadFailed')).toContain('received more than 1 MB. Names of models');
  expect(made.hub.requests.filter((request) => request.startsWith('weights'))).toEqual([]);
  made.hub.model = { ...made.hub.model, config: '{}' };
  expect((await made.run()).at(-1)).toMatchObject({ licence: 'mit' });
});
