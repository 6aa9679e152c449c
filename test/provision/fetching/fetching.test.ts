import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archivedImages, type DataSetProgress } from '../../../src/provision/data-sets/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeArchive } from '../data-sets/made-archive.ts';
import { madeServer, sends, status, type Answer } from '../data-sets/made-server.ts';
import { failure, RETRY_POLICY, run, stages } from '../data-sets/setting.ts';

const { archive, bytes } = madeArchive();
const half = 150_000;
const READY = ['Verifying', 'Unpacking', 'ImagesReady'];
const retries = (progress: readonly DataSetProgress[]) =>
  progress.flatMap((step) => (step._tag === 'Retrying' ? [step.reason] : []));

test('continues an interrupted download, and announces the bytes that are here', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(sends(bytes));
  writeFileSync(join(cache.path, 'made.tgz.part'), bytes.subarray(0, half));
  const progress = await run({ archive, baseUrl: server.url, cacheFolder: cache.path });
  expect(progress[0]).toMatchObject({
    downloads: [{ bytesHere: half }],
    diskBytes: bytes.length - half + 300_000,
  });
  expect(progress[1]).toMatchObject({ bytes: half, bytesPerSecond: 0, secondsLeft: null });
  expect(stages(progress)).toEqual(['WillFetch', 'Downloading', ...READY]);
  expect(server.requests).toEqual([`/folder/made2.tgz bytes=${half}-`]);
});

test('continues after a cut, a stall and a busy server', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(
    sends(bytes, { cutAt: half }),
    sends(bytes, { hangAt: 2 * half - 50_000 }),
    status(503),
    sends(bytes),
  );
  const progress = await run({ archive, baseUrl: server.url, cacheFolder: cache.path });
  expect(retries(progress)).toEqual([
    expect.any(String),
    'no data for 1s',
    'HTTP status 503 Service Unavailable',
  ]);
  expect(stages(progress).slice(-3)).toEqual(READY);
  expect(server.requests).toEqual([
    '/folder/made2.tgz all',
    `/folder/made2.tgz bytes=${half}-`,
    `/folder/made2.tgz bytes=${2 * half - 50_000}-`,
    `/folder/made2.tgz bytes=${2 * half - 50_000}-`,
  ]);
});

test.each<[string, (response: ServerResponse) => void]>([
  ['resets the connection', (response) => setTimeout(() => response.destroy(), 50)],
  ['leaves it open', () => undefined],
])('a server that sends the last byte and then %s completes the download', async (_, end) => {
  using cache = temporaryFolder();
  // Without a length, only the end of the connection shows that nothing follows.
  const endless: Answer = (_request, response) => {
    response.writeHead(200).write(bytes, () => {
      end(response);
    });
  };
  await using server = await madeServer(endless, status(416));
  const progress = await run({ archive, baseUrl: server.url, cacheFolder: cache.path });
  expect(stages(progress)).toEqual(['WillFetch', 'Downloading', ...READY]);
  expect(server.requests).toEqual(['/folder/made2.tgz all']);
});

test('a server without ranges sends everything again', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(sends(bytes, { ignoreRange: true }));
  writeFileSync(join(cache.path, 'made.tgz.part'), Buffer.alloc(half, 'other'));
  const progress = await run({ archive, baseUrl: server.url, cacheFolder: cache.path });
  expect(progress[1]).toMatchObject({ _tag: 'Downloading', bytes: 0 });
  expect(stages(progress)).toEqual(['WillFetch', 'Downloading', ...READY]);
});

test('a damaged part is deleted, and everything is downloaded again', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(sends(bytes));
  writeFileSync(join(cache.path, 'made.tgz.part'), Buffer.alloc(half, 'other'));
  const progress = await run({ archive, baseUrl: server.url, cacheFolder: cache.path });
  const again = ['StartingOver', 'Downloading', ...READY];
  expect(stages(progress)).toEqual(['WillFetch', 'Downloading', 'Verifying', ...again]);
  expect(server.requests).toEqual([`/folder/made2.tgz bytes=${half}-`, '/folder/made2.tgz all']);
});

test('a part that is too long, and one with the right length but other bytes, are replaced', async () => {
  for (const length of [bytes.length + 1, bytes.length]) {
    using cache = temporaryFolder();
    await using server = await madeServer(sends(bytes));
    writeFileSync(join(cache.path, 'made.tgz.part'), Buffer.alloc(length));
    const progress = await run({ archive, baseUrl: server.url, cacheFolder: cache.path });
    expect(progress.at(-1)?._tag).toBe('ImagesReady');
    expect(server.requests).toEqual(['/folder/made2.tgz all']);
  }
});

test('another file of the same size is refused: immediately, or after starting over once', async () => {
  const other = Buffer.from(bytes);
  other[1000]! ^= 1;
  for (const here of [0, half]) {
    using cache = temporaryFolder();
    await using server = await madeServer(sends(other));
    writeFileSync(join(cache.path, 'made.tgz.part'), other.subarray(0, here));
    const message = await failure(
      { archive, baseUrl: server.url, cacheFolder: cache.path },
      'DownloadFailed',
    );
    expect(message).toContain(`${server.url}/made2.tgz, sha256:${archive.sha256}, received sha256:`);
    expect(message).toContain('. Set MADE_URL to use another server.');
    expect(server.requests).toHaveLength(here === 0 ? 1 : 2);
    expect(readdirSync(cache.path)).toEqual([]);
  }
});

const chunked =
  (content: Buffer): Answer =>
  (_, response) => {
    response.writeHead(200).write(content);
    response.end();
  };
const partial =
  (range: string): Answer =>
  (_, response) => {
    response.writeHead(206, { 'content-range': range }).end('words');
  };
test.each([
  ['no such file', status(404), 'HTTP status 404 Not Found. Set MADE_URL', 1],
  ['not allowed', status(403), 'HTTP status 403 Forbidden', 1],
  ['a page in its place', sends(Buffer.from('<html>')), 'received a file of 6 bytes', 1],
  ['too much', chunked(Buffer.concat([bytes, bytes])), `received more than ${bytes.length} bytes`, 1],
  ['too little, each time', chunked(bytes.subarray(0, 10)), 'the connection was cut at 10 bytes. Check', 4],
  ['always busy', status(503), 'HTTP status 503', 4],
  [
    'a piece of another place',
    partial(`bytes 7-9/${bytes.length}`),
    'received the byte range "bytes 7-9/',
    1,
  ],
  ['a piece of another file', partial('bytes 5-9/10'), 'received the byte range "bytes 5-9/10"', 1],
])('%s', async (_, answer, message, count) => {
  using cache = temporaryFolder();
  await using server = await madeServer(answer);
  expect(
    await failure({ archive, baseUrl: server.url, cacheFolder: cache.path }, 'DownloadFailed'),
  ).toContain(message);
  expect(server.requests).toHaveLength(count);
});

test('connection refused or unknown host fails immediately and keeps the partial file', async () => {
  using cache = temporaryFolder();
  const part = join(cache.path, 'made.tgz.part');
  writeFileSync(part, bytes.subarray(0, half));
  const { url: closed, ...server } = await madeServer();
  await server[Symbol.asyncDispose]();
  for (const [baseUrl, reason] of [
    [closed, 'ECONNREFUSED'],
    ['http://no-such-host.invalid', 'no-such-host.invalid'],
  ] as const) {
    const config = {
      archive,
      baseUrl,
      cacheFolder: cache.path,
      retryPolicy: { ...RETRY_POLICY, retryMs: 1e6 },
    };
    expect(await failure(config, 'DownloadFailed')).toContain(reason);
  }
  expect(statSync(part).size).toBe(half);
});

test('a server that accepts the connection and sends nothing', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(() => undefined);
  const config = { archive, baseUrl: server.url, cacheFolder: cache.path };
  expect(await failure(config, 'DownloadFailed')).toContain('received no data for 1s');
  expect(server.requests).toHaveLength(1);
});

test('an unsubscribe closes the connection and keeps the partial file, which continues later', async () => {
  using cache = temporaryFolder();
  let closed: Promise<unknown> = Promise.resolve();
  await using server = await madeServer((request, response) => {
    closed = new Promise((resolve) => response.on('close', resolve));
    sends(bytes, { hangAt: half })(request, response);
  }, sends(bytes));
  const config = { archive, baseUrl: server.url, cacheFolder: cache.path };
  const part = join(cache.path, 'made.tgz.part');
  const subscription = archivedImages(config).subscribe();
  while ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) < half) await new Promise(setImmediate);
  subscription.unsubscribe();
  await closed;
  expect(readdirSync(cache.path)).toEqual(['made.tgz.part']);
  expect(readFileSync(part).equals(bytes.subarray(0, half))).toBe(true);
  expect(stages(await run(config))).toEqual(['WillFetch', 'Downloading', ...READY]);
  expect(server.requests[1]).toBe(`/folder/made2.tgz bytes=${half}-`);
});

test('does nothing before it is subscribed', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(sends(bytes));
  archivedImages({ archive, baseUrl: server.url, cacheFolder: cache.path });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([server.requests, readdirSync(cache.path)]).toEqual([[], []]);
});

test('a part that cannot be written is a failed write', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(sends(bytes));
  mkdirSync(join(cache.path, 'made.tgz.part'));
  const config = { archive, baseUrl: server.url, cacheFolder: cache.path };
  expect(await failure(config, 'WriteFailed')).toContain('a folder instead of a file');
});
