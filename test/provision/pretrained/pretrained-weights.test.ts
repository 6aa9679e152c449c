import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forkJoin } from 'rxjs';
import { expect, test } from 'vitest';
import { readWeights } from '../../../src/io/index.ts';
import { isCached, pretrainedWeights } from '../../../src/provision/pretrained/index.ts';
import { only } from '../../support/only.ts';
import { sends, status } from '../data-sets/made-server.ts';
import { filesBelow } from '../data-sets/setting.ts';
import { COMMIT, madeWeights, refuses, sha256 } from './hub-imitation.ts';
import { NAME, setting, stages } from './setting.ts';

const REQUESTS = ['resolve main', `config ${COMMIT}`, `readme ${COMMIT}`, `weights ${COMMIT}`, 'bytes '];
const DOWNLOADED = ['WillFetch', 'Downloading', 'Verifying', 'PretrainedReady'];
const HALF = 150_000;

test('announces, downloads and verifies; then the model is there, without a request', async () => {
  await using made = await setting();
  const { hub, cache, root, run, options } = made;
  const folder = join(root, COMMIT);
  const ready = {
    ...{ _tag: 'PretrainedReady', name: `timm/${NAME}`, folder, commit: COMMIT, licence: 'apache-2.0' },
  };
  expect(isCached(options())).toBe(false);
  const progress = await run();
  expect(stages(progress)).toEqual(DOWNLOADED);
  const bytes = hub.model.weights.length;
  expect(progress[0]).toEqual({
    _tag: 'WillFetch',
    downloads: [{ name: `timm/${NAME}`, bytes, bytesHere: 0, licence: 'apache-2.0' }],
    how: `from ${hub.endpoint}/timm/${NAME}/resolve/${COMMIT}/model.safetensors`,
    folder,
    diskBytes: bytes,
  });
  expect(progress.findLast(({ _tag }) => _tag === 'Downloading')).toMatchObject({ bytes, totalBytes: bytes });
  expect(progress.at(-1)).toEqual(ready);
  expect(hub.requests).toEqual(REQUESTS);
  expect(filesBelow(cache)).toEqual(
    ['README.md', 'config.json', 'model.safetensors', 'source.json', '../refs/main']
      .map((name) => join('pretrained', 'timm', NAME, COMMIT, name))
      .sort(),
  );
  expect(readFileSync(join(folder, 'model.safetensors')).equals(hub.model.weights)).toBe(true);
  expect(await only(readWeights(folder))).toMatchObject({ config: { architecture: 'resnet18d' } });

  expect(isCached(options())).toBe(true);
  expect(await run()).toEqual([ready]);
  expect(await run({ environment: { HF_HUB_OFFLINE: 'True', HF_ENDPOINT: 'http://127.0.0.1:9' } })).toEqual([
    ready,
  ]);
  expect(await run({ name: `timm/${NAME}@${COMMIT}` })).toEqual([ready]);
  expect(hub.requests).toHaveLength(REQUESTS.length);
});

test('another owner and revision: each has its own record', async () => {
  await using made = await setting();
  const { hub, run, cache, options } = made;
  await run({ name: 'me/net@refs/pr/1' });
  expect(hub.paths[0]).toBe('/me/net/resolve/refs%2Fpr%2F1/model.safetensors');
  expect(hub.requests[1]).toBe(`config ${COMMIT}`);
  expect(isCached(options({ name: 'me/net@refs/pr/1' }))).toBe(true);
  expect(isCached(options({ name: 'me/net' }))).toBe(false);
  hub.model = { ...hub.model, commit: 'b'.repeat(40) };
  await run({ name: 'me/net' });
  expect(readdirSync(join(cache, 'pretrained', 'me', 'net')).sort()).toEqual([
    ...['a'.repeat(40), 'b'.repeat(40), 'refs'],
  ]);
});

test('everything is of one commit, even if the model changes meanwhile', async () => {
  await using made = await setting();
  const { hub, run } = made;
  const answerLater = hub.model;
  hub.faults.config = [
    (_, response) => {
      response.writeHead(200, { 'x-repo-commit': COMMIT }).end(answerLater.config);
      hub.model = { ...answerLater, commit: 'b'.repeat(40) };
    },
  ];
  const progress = await run();
  expect(progress.at(-1)).toMatchObject({ commit: COMMIT });
  expect(hub.requests).toEqual(REQUESTS);
});

test('a small file of another commit is refused', async () => {
  await using made = await setting();
  made.hub.faults.readme = [
    (_, response) => response.writeHead(200, { 'x-repo-commit': 'b'.repeat(40) }).end('words'),
  ];
  expect(await made.failure('DownloadFailed')).toContain(
    `of the commit ${'b'.repeat(40)} instead of ${COMMIT}`,
  );
});

test('continues after a cut, a stall and a busy server, and asks for a new address each time', async () => {
  await using made = await setting();
  const { hub, run } = made;
  const { weights } = hub.model;
  hub.faults.bytes = [sends(weights, { cutAt: HALF }), sends(weights, { hangAt: 200_000 }), status(503)];
  const progress = await run();
  expect(progress.flatMap((step) => (step._tag === 'Retrying' ? [step.reason] : [])).slice(1)).toEqual([
    'no data for 0.4s',
    'HTTP status 503 Service Unavailable',
  ]);
  expect(stages(progress).slice(-2)).toEqual(['Verifying', 'PretrainedReady']);
  expect(hub.requests.filter((request) => request.startsWith('bytes'))).toEqual([
    ...['bytes ', `bytes  bytes=${HALF}-`, 'bytes  bytes=200000-', 'bytes  bytes=200000-'],
  ]);
});

test('an unsubscribe keeps the part and nothing else, and the next run continues it', async () => {
  await using made = await setting();
  const { hub, run, root, options } = made;
  const { weights } = hub.model;
  let closed: Promise<unknown> = Promise.resolve();
  hub.faults.bytes = [
    (request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      sends(weights, { hangAt: HALF })(request, response);
    },
  ];
  const part = join(root, `${sha256(weights)}.part`);
  const subscription = pretrainedWeights(options()).subscribe();
  while ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) < HALF) await new Promise(setImmediate);
  subscription.unsubscribe();
  await closed;
  expect(filesBelow(made.cache)).toEqual([part.slice(made.cache.length + 1)]);
  const progress = await run();
  expect(progress[0]).toMatchObject({ downloads: [{ bytesHere: HALF }] });
  expect(hub.requests.at(-1)).toBe(`bytes  bytes=${HALF}-`);
  expect(readdirSync(root).sort()).toEqual([COMMIT, 'refs']);
});

test('the part of another file is not continued, but removed', async () => {
  await using made = await setting();
  const { hub, run, root } = made;
  const old = madeWeights(1);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, `${sha256(old)}.part`), old.subarray(0, HALF));
  expect((await run())[0]).toMatchObject({ downloads: [{ bytesHere: 0 }] });
  expect(hub.requests.at(-1)).toBe('bytes ');
  expect(readdirSync(root).sort()).toEqual([COMMIT, 'refs']);
});

test('a complete part needs no bytes; a folder without weights is replaced', async () => {
  await using made = await setting();
  const { hub, run, root } = made;
  const { weights } = hub.model;
  mkdirSync(join(root, COMMIT), { recursive: true });
  writeFileSync(join(root, COMMIT, 'source.json'), JSON.stringify({ bytes: weights.length }));
  writeFileSync(join(root, `${sha256(weights)}.part`), weights);
  expect(stages(await run())).toEqual(['Verifying', 'PretrainedReady']);
  expect(hub.requests).toEqual(REQUESTS.slice(0, 3));
  expect(readdirSync(root).sort()).toEqual([COMMIT, 'refs']);
});

test('another file of the same size is refused and deleted', async () => {
  await using made = await setting();
  const { hub, failure, cache } = made;
  const other = Buffer.from(hub.model.weights);
  other[1000]! ^= 1;
  hub.faults.bytes = [sends(other)];
  const message = await failure('DownloadFailed');
  expect(message).toContain(`sha256:${sha256(hub.model.weights)}, received sha256:${sha256(other)}`);
  expect(message).toContain('delivered another file, which was deleted');
  expect(filesBelow(cache)).toEqual([]);
});

test.each([
  ['a page in its place', sends(Buffer.from('<html>')), 'received a file of 6 bytes'],
  ['an expired address', status(403), 'HTTP status 403 Forbidden'],
])('%s is refused', async (_, answer, message) => {
  await using made = await setting();
  made.hub.faults.bytes = [answer];
  expect(await made.failure('DownloadFailed')).toContain(message);
  expect(filesBelow(made.cache)).toEqual([]);
});

test('two at once: one waits, one downloads', async () => {
  await using made = await setting();
  const model$ = pretrainedWeights(made.options());
  const both = await only(forkJoin([model$, model$]));
  expect(both.map(({ _tag }) => _tag)).toEqual(['PretrainedReady', 'PretrainedReady']);
  expect(made.hub.requests.filter((request) => request.startsWith('bytes'))).toHaveLength(1);
});

test('does nothing before it is subscribed', async () => {
  await using made = await setting();
  pretrainedWeights(made.options());
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect([made.hub.requests, readdirSync(made.cache)]).toEqual([[], []]);
});

test('a cache that cannot be written is a failed write', async () => {
  await using made = await setting();
  writeFileSync(join(made.cache, 'pretrained'), '');
  expect(await made.failure('WriteFailed')).toContain('XDG_CACHE_HOME');
});

test('a busy Hub is asked again', async () => {
  await using made = await setting();
  made.hub.faults.resolve = [refuses(429), refuses(500)];
  made.hub.faults.config = [refuses(503)];
  const progress = await made.run();
  expect(stages(progress)).toEqual(['Retrying', ...DOWNLOADED]);
  expect(progress.flatMap((step) => (step._tag === 'Retrying' ? [step.reason] : []))).toEqual([
    'HTTP status 429 Too Many Requests',
    'HTTP status 500 Internal Server Error',
    'HTTP status 503 Service Unavailable',
  ]);
});
