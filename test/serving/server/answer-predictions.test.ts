import { mergeMap, Observable, Subject, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Prediction } from '../../../src/core/index.ts';
import { formOf, post, readLabels, slowly, startServer, until } from './made-server.ts';

const withForm = (form: FormData) => ({ headers: {}, body: form });

describe('POST /predict', () => {
  test('an image is answered with an object', async () => {
    using server = await startServer();
    const response = await post(server, 'cat');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toMatchObject({ path: 'image', label: 'cat', probability: 0.5 });
  });

  test('top_k sets the number of classes of each request, also of those in one batch', async () => {
    using server = await startServer({ limits: { maxBatch: 2, maxDelayMs: 60_000 } });
    const answers = await Promise.all(
      [1, 7].map((k) => post(server, `cat`, { query: `?top_k=${k}` }).then((each) => each.json())),
    );
    expect(answers.map((answer) => (answer as { top: unknown[] }).top.length)).toEqual([1, 7]);
    expect(server.batches).toEqual([2]);
  });

  test('the files of a form are answered with a list, in their order; a bad one with its error', async () => {
    using server = await startServer();
    const response = await post(server, '', withForm(formOf(['cat', 'bad', 'dog'])));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject([
      { path: '0.jpg', label: 'cat' },
      { path: '1.jpg', error: 'not an image' },
      { path: '2.jpg', label: 'dog' },
    ]);
  });

  test('an image that cannot be used is answered with 422', async () => {
    using server = await startServer();
    const response = await post(server, 'bad');
    expect([response.status, await response.json()]).toEqual([422, { path: 'image', error: 'not an image' }]);
  });

  const type = (name: string) => ({ headers: { 'Content-Type': name } });
  test.each([
    ['an empty body', 400, /empty body/, '', {}],
    ['another type', 415, /received text\/plain/, 'a', type('text/plain')],
    [
      'a compressed body',
      415,
      /no Content-Encoding, received gzip/,
      'a',
      { headers: { 'Content-Encoding': 'gzip' } },
    ],
    ['a malformed form', 400, /malformed/, 'a', type('multipart/form-data; boundary=b')],
    ['a form without a boundary', 400, /malformed/, '--b--', type('multipart/form-data')],
    ['a form without files', 400, /received none/, '', withForm(formOf([]))],
    ['a form with too many files', 413, /at most 3 images/, '', withForm(formOf(['a', 'b', 'c', 'd']))],
    [
      'a form with a large file',
      413,
      /at most 30 B, received larger ones: 0.jpg/,
      '',
      withForm(formOf(['a'.repeat(31)])),
    ],
    ['a large image', 413, /at most 30 B/, 'a'.repeat(31), {}],
    ['a large form', 413, /at most 2 kB/, '', withForm(formOf(['a'.repeat(2000)]))],
    ['no number', 400, /top_k: expected an integer from 1 to 1000, received "x"/, 'a', { query: '?top_k=x' }],
    ['another parameter', 400, /no query parameter but top_k, received "topk"/, 'a', { query: '?topk=1' }],
    ['no class', 400, /received "0"/, 'a', { query: '?top_k=0' }],
  ])('%s is answered with %i', async (_, status, message, body, init) => {
    using server = await startServer({
      limits: { maxImageBytes: 30, maxRequestBytes: 1500, maxRequestImages: 3 },
    });
    const response = await post(server, body, init);
    const { error } = (await response.json()) as { readonly error: string };
    expect([response.status, server.batches]).toEqual([status, []]);
    expect(error).toMatch(message);
  });

  test('a full queue is answered with 503 and Retry-After; the others are predicted', async () => {
    const gate$ = new Subject<void>();
    using server = await startServer({
      predict: (images, options) => gate$.pipe(mergeMap(() => readLabels(images, options))),
      limits: { maxBatch: 1, maxQueue: 2 },
    });
    const refused: (string | null)[] = [];
    const first = post(server, 'first');
    await until(() => server.batches.length > 0);
    const statuses = Array.from({ length: 7 }, async (_, i) => {
      const { status, headers } = await post(server, `${i}`);
      if (status === 503) refused.push(headers.get('retry-after'));
      return status;
    });
    // Two wait.
    await until(() => refused.length >= 5);
    const opening = setInterval(() => gate$.next(), 1);
    expect((await Promise.all(statuses)).sort()).toEqual([200, 200, ...refused.map(() => 503)]);
    expect((await first).status).toBe(200);
    clearInterval(opening);
    expect(refused).toEqual(['1', '1', '1', '1', '1']);
    expect(server.batches).toEqual([1, 1, 1]);
  });

  test('a form that does not fit into the queue is refused as a whole', async () => {
    using server = await startServer({ predict: slowly(100), limits: { maxBatch: 1, maxQueue: 4 } });
    const first = post(server, '', withForm(formOf(['a', 'b', 'c'])));
    await until(() => server.batches.length > 0);
    expect((await post(server, '', withForm(formOf(['d', 'e', 'f'])))).status).toBe(503);
    expect((await post(server, 'g')).status).toBe(200);
    expect((await first).status).toBe(200);
    expect(server.batches).toEqual([1, 1, 1, 1]);
  });

  test('the bytes of all requests together are limited', async () => {
    using server = await startServer({ predict: slowly(200), limits: { maxHeldBytes: 25 } });
    const first = post(server, 'a'.repeat(20));
    await until(() => server.batches.length > 0);
    const second = await post(server, 'b'.repeat(20));
    expect([second.status, await second.json()]).toEqual([
      503,
      { error: 'the server holds 20 B of images already' },
    ]);
    expect((await first).status).toBe(200);
    expect((await post(server, 'c'.repeat(20))).status).toBe(200);
  });

  test('concurrent requests are joined to batches', async () => {
    using server = await startServer({ limits: { maxBatch: 8, maxDelayMs: 60_000 } });
    const answers = await Promise.all(
      Array.from({ length: 32 }, async (_, i) => (await (await post(server, `${i}`)).json()) as Prediction),
    );
    expect(answers.map((answer) => 'label' in answer && answer.label)).toEqual(answers.map((_, i) => `${i}`));
    expect(server.batches).toEqual([8, 8, 8, 8]);
  });

  test('a failure of the model is answered with 500 and reported; the next request is predicted', async () => {
    let calls = 0;
    using server = await startServer({
      predict: (images, options) =>
        calls++ === 0 ? throwError(() => new Error('no memory in /home/me')) : readLabels(images, options),
    });
    const response = await post(server, 'cat');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('/home/me');
    expect(server.events).toContainEqual({ _tag: 'PredictionFailed', reason: 'no memory in /home/me' });
    expect((await post(server, 'cat')).status).toBe(200);
  });

  test('a model that takes too long is answered with 504; the end of the server cancels its call', async () => {
    let cancelled = 0;
    const server = await startServer({
      predict: () => new Observable(() => () => cancelled++),
      limits: { answerMs: 50 },
    });
    // The second waits for the first, which the model still computes.
    expect((await post(server, 'cat')).status).toBe(504);
    expect((await post(server, 'dog')).status).toBe(504);
    expect([server.batches, cancelled]).toEqual([[1], 0]);
    server[Symbol.dispose]();
    expect(cancelled).toBe(1);
  });

  test('a client that goes away leaves the queue; images that the model computes hold their bytes', async () => {
    const gate$ = new Subject<void>();
    using server = await startServer({
      predict: (images, options) => gate$.pipe(mergeMap(() => readLabels(images, options))),
      limits: { maxBatch: 1 },
    });
    const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
    const leaving = new AbortController();
    const computed = post(server, 'cat', { signal: leaving.signal });
    await until(() => server.batches.length > 0);
    const waiting = post(server, 'mouse', { signal: leaving.signal });
    await expect.poll(metrics).toContain('millrace_held_bytes 8\n');
    leaving.abort();
    await expect(computed).rejects.toThrow();
    await expect(waiting).rejects.toThrow();
    await expect.poll(metrics).toContain('millrace_requests_total{route="/predict",status="499"} 2\n');
    expect(await metrics()).toContain('millrace_held_bytes 3\n');
    expect(await metrics()).toContain('millrace_queue_images 0\n');
    gate$.next();
    expect(await metrics()).toContain('millrace_held_bytes 0\n');
  });
});
