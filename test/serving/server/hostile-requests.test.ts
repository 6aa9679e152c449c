import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { post, startServer, until } from './made-server.ts';

/** Opens a connection and sends text; collects what the server answers. */
function opened(port: number, text: string) {
  const socket: Socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (part: string) => (received += part));
  // The server may reset the connection while this end still sends.
  socket.on('error', () => undefined);
  socket.write(text);
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(received)));
  return { socket, answer: () => closed, received: () => received };
}

const head = (lines: readonly string[]): string =>
  ['POST /predict HTTP/1.1', 'Host: localhost', 'Content-Type: image/jpeg', ...lines, '', ''].join('\r\n');

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['no Host header', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ['two lengths', head(['Content-Length: 3', 'Content-Length: 4']), 400],
  ['a length that is no number', head(['Content-Length: many']), 400],
  ['a length and chunks', head(['Content-Length: 3', 'Transfer-Encoding: chunked']), 400],
  ['a malformed chunk', `${head(['Transfer-Encoding: chunked'])}xyz\r\n`, 400],
  ['very long headers', head([`X: ${'a'.repeat(40_000)}`]), 431],
])('%s: answered with an error, and the connection closed', async (_, text, status) => {
  using server = await startServer();
  const { answer, socket } = opened(server.port, text);
  if (status === 400) socket.end();
  expect(await answer()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect((await post(server, 'cat')).status).toBe(200);
});

test('a body that is announced too large is refused before it is sent', async () => {
  using server = await startServer({ limits: { maxImageBytes: 1000 } });
  const { answer } = opened(server.port, head(['Content-Length: 5000000000']));
  expect(await answer()).toMatch(/^HTTP\/1.1 413 [^]*at most 1 kB/);
});

test('an endless body is refused as soon as it is too large', async () => {
  using server = await startServer({ limits: { maxImageBytes: 1000 } });
  const { socket, answer, received } = opened(server.port, head(['Transfer-Encoding: chunked']));
  const chunk = `400\r\n${'a'.repeat(1024)}\r\n`;
  const sending = setInterval(() => socket.write(chunk), 1);
  await until(() => received().includes('413'));
  expect(await answer()).toMatch(/^HTTP\/1.1 413 /);
  clearInterval(sending);
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('millrace_held_bytes 0\n');
});

test('a slow body is answered with 408; other requests are answered meanwhile', async () => {
  using server = await startServer({ limits: { bodyMs: 300 } });
  const { socket, answer } = opened(server.port, `${head(['Content-Length: 100'])}a`);
  const sending = setInterval(() => socket.write('a'), 20);
  expect((await post(server, 'cat')).status).toBe(200);
  expect(await answer()).toMatch(/^HTTP\/1.1 408 [^]*within 0.3 seconds/);
  clearInterval(sending);
});

test('slow headers are answered with 408', async () => {
  using server = await startServer({ limits: { headersMs: 200 } });
  const { answer } = opened(server.port, 'POST /predict HTTP/1.1\r\nHost: localhost\r\n');
  expect(await answer()).toMatch(/^HTTP\/1.1 408 /);
});

test('a client that leaves within its body is forgotten', async () => {
  using server = await startServer();
  const { socket } = opened(server.port, `${head(['Content-Length: 100'])}aaa`);
  await once(socket, 'connect');
  await until(() => socket.bytesWritten > 0);
  socket.destroy();
  const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
  await expect.poll(metrics).toMatch(/route="\/predict",status="(400|499)"} 1\n/);
  expect(await metrics()).toContain('millrace_held_bytes 0\n');
  expect(server.batches).toEqual([]);
});

test('connections beyond the limit are closed', async () => {
  using server = await startServer({ limits: { maxConnections: 2 } });
  const held = [1, 2].map(() => opened(server.port, 'GET /healthz HTTP/1.1\r\n'));
  await Promise.all(held.map(({ socket }) => once(socket, 'connect')));
  expect(await opened(server.port, 'GET /healthz HTTP/1.1\r\n').answer()).toBe('');
  for (const { socket } of held) socket.destroy();
  await expect
    .poll(() =>
      fetch(`${server.url}/healthz`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});
