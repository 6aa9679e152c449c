import { request } from 'node:http';
import { expect, test } from 'vitest';
import { formOf, post, startServer, type MadeServer } from './made-server.ts';

/** Sends a request with headers that `fetch` does not allow; resolves with its status. */
const statusOf = (
  { port }: MadeServer,
  headers: Readonly<Record<string, string>>,
  { method = 'GET', path = '/healthz', host = '127.0.0.1' } = {},
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host, port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

test('the routes', async () => {
  using server = await startServer();
  const get = (path: string, method = 'GET') => fetch(`${server.url}${path}`, { method });
  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
  expect(await (await get('/model')).json()).toMatchObject({
    name: 'made',
    classes: ['cat', 'dog'],
    limits: { maxImageBytes: 20e6 },
  });
  expect(await (await get('/nothing')).json()).toEqual({
    error: 'expected POST /predict or GET /, /healthz, /metrics, /model',
  });
  const statuses = [get('/predict'), get('/', 'POST'), get('/', 'HEAD'), get('/../../etc/passwd'), get('//')];
  expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([405, 405, 200, 404, 404]);
});

test('the metrics count requests, images and batches', async () => {
  using server = await startServer({ limits: { maxDelayMs: 0 } });
  await post(server, 'cat');
  await post(server, '', { headers: {}, body: formOf(['cat', 'bad', 'dog']) });
  await post(server, 'cat', { headers: { 'Content-Type': 'text/plain' } });
  await fetch(`${server.url}/${'x'.repeat(100)}`);
  const response = await fetch(`${server.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
  const lines = (await response.text()).split('\n');
  for (const line of [
    'millrace_requests_total{route="/predict",status="200"} 2',
    'millrace_requests_total{route="/predict",status="415"} 1',
    'millrace_requests_total{route="other",status="404"} 1',
    'millrace_images_total{outcome="predicted"} 3',
    'millrace_images_total{outcome="failed"} 1',
    'millrace_request_seconds_count 3',
    'millrace_batch_images_bucket{le="1"} 1',
    'millrace_batch_images_bucket{le="4"} 2',
    'millrace_batch_images_sum 4',
    'millrace_queue_images 0',
    'millrace_resident_memory_bytes{process="server"} 1000',
  ])
    expect(lines).toContain(line);
  expect(lines.filter((line) => !/^(# (HELP|TYPE) \w+ .+|\w+({.+})? [\d.e+-]+|)$/.test(line))).toEqual([]);
});

test.each([
  ['localhost:8080', 200],
  ['LOCALHOST', 200],
  ['127.0.0.1', 200],
  ['127.8.9.1:1', 200],
  ['[::1]:8080', 200],
  ['example.org', 403],
  ['127.0.0.1.example.org', 403],
  ['localhost.example.org:8080', 403],
  ['2130706433', 403],
])('a server of this machine answers the Host %s with %i', async (host, status) => {
  using server = await startServer();
  expect(await statusOf(server, { Host: host })).toBe(status);
});

test('a server for others accepts any Host', async () => {
  using server = await startServer({ host: '0.0.0.0' });
  expect(await statusOf(server, { Host: 'example.org' })).toBe(200);
});

test('requests from web pages of other sites are refused, and answers are not shared with them', async () => {
  using server = await startServer();
  const fromSite = (site: string) =>
    statusOf(
      server,
      { 'Sec-Fetch-Site': site, 'Content-Type': 'image/png' },
      { method: 'POST', path: '/predict' },
    );
  const statuses = ['cross-site', 'same-site', 'same-origin', 'none'].map(fromSite);
  expect(await Promise.all(statuses)).toEqual([403, 403, 400, 400]);
  const { headers } = await fetch(`${server.url}/model`, { headers: { Origin: 'http://example.org' } });
  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test.each([
  [{ Origin: 'http://10.0.0.2:8080' }, 400],
  [{ Origin: 'https://10.0.0.2:8080' }, 400],
  [{ Origin: 'http://10.0.0.2' }, 403],
  [{ Origin: 'http://10.0.0.2:8081' }, 403],
  [{ Origin: 'http://example.org' }, 403],
  [{ Origin: 'null' }, 403],
  [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
  // Behind a proxy, the Host is not that of the page.
  [{ Origin: 'https://example.org', 'Sec-Fetch-Site': 'same-origin' }, 400],
  [{}, 400],
])('a server for others answers a POST with %j with %i', async (headers, status) => {
  using server = await startServer({ host: '0.0.0.0' });
  expect(
    await statusOf(
      server,
      { Host: '10.0.0.2:8080', 'Content-Type': 'image/png', ...headers },
      { method: 'POST', path: '/predict' },
    ),
  ).toBe(status);
});
