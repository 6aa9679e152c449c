import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { post, slowly, startServer, until, type MadeServer } from './made-server.ts';

/** Sends requests one after another on one connection until one is not answered with 200; resolves with all statuses. */
async function clientOf({ port }: MadeServer, onAnswer: () => void): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statuses: number[] = [];
  const send = (): Promise<number> =>
    new Promise((resolve) => {
      const sent = request(
        {
          port,
          host: '127.0.0.1',
          agent,
          method: 'POST',
          path: '/predict',
          headers: { 'Content-Type': 'image/png' },
        },
        (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      // -1: the connection was never accepted; 0: an accepted request was lost.
      sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' ? -1 : 0));
      sent.end('cat');
    });
  do {
    statuses.push(await send());
    onAnswer();
  } while (statuses.at(-1) === 200);
  agent.destroy();
  return statuses;
}

describe('a stop', () => {
  test('under load answers every accepted request, refuses new ones in words, and completes', async () => {
    using server = await startServer({ predict: slowly(10), limits: { maxBatch: 4 } });
    // A connection that the kernel has, but not the server, is no accepted one.
    const connected = new Set<number>();
    const clients = Array.from({ length: 32 }, (_, i) => clientOf(server, () => connected.add(i)));
    await until(() => connected.size === 32);
    server.stop();
    const statuses = (await Promise.all(clients)).flat();
    await server.ended;
    expect([...new Set(statuses)].filter((status) => ![200, 503, -1].includes(status))).toEqual([]);
    expect(statuses.filter((status) => status === 200).length).toBe(
      server.batches.reduce((sum, size) => sum + size, 0),
    );
    expect(server.events.map(({ _tag }) => _tag)).toEqual(['Listening', 'Stopping', 'Stopped']);
    expect(server.events[1]).toMatchObject({ inFlight: expect.any(Number) as number });
  });

  test('waits for a request whose body is still arriving', async () => {
    using server = await startServer();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\nca',
    );
    await expect.poll(async () => (await fetch(`${server.url}/metrics`)).text()).toContain('held_bytes 2');
    server.stop();
    await until(() => server.events.length > 1);
    expect(server.events.at(-1)).toEqual({ _tag: 'Stopping', inFlight: 1 });
    socket.write('t');
    const [answer] = (await once(socket.setEncoding('utf8'), 'data')) as [string];
    expect(answer).toMatch(/^HTTP\/1.1 200 [^]*connection: close[^]*"label":"cat"/i);
    await server.ended;
  });

  test('answers /healthz with 503 on a connection that is open', async () => {
    using server = await startServer({ predict: slowly(300) });
    const pending = post(server, 'cat');
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    await until(() => server.batches.length > 0);
    server.stop();
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [answer] = (await once(socket.setEncoding('utf8'), 'data')) as [string];
    expect(answer).toMatch(/^HTTP\/1.1 503 [^]*{"status":"stopping"}/);
    expect((await pending).status).toBe(200);
    await server.ended;
  });

  test('does not wait for ever for a client that does not read its answer', async () => {
    using server = await startServer({
      // More than the buffers of a connection.
      model: { classes: ['x'.repeat(50e6)] },
      limits: { writeMs: 200 },
    });
    const unread = connect(server.port, '127.0.0.1').pause();
    unread.on('error', () => undefined);
    unread.write('GET /model HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect
      .poll(async () => (await fetch(`${server.url}/metrics`)).text())
      .toContain('route="/model",status="200"} 1');
    server.stop();
    await server.ended;
    unread.destroy();
    expect(server.events.at(-1)).toEqual({ _tag: 'Stopped' });
  });

  test('does not wait for connections without a request', async () => {
    using server = await startServer();
    const idle = connect(server.port, '127.0.0.1');
    const begun = connect(server.port, '127.0.0.1');
    begun.write('POST /predict HTTP/1.1\r\nHost: ');
    await Promise.all([once(idle, 'connect'), once(begun, 'connect')]);
    const closed = [idle, begun].map(
      (socket) => new Promise((done) => socket.on('error', done).on('close', done)),
    );
    server.stop();
    await server.ended;
    await Promise.all(closed);
  });
});

test('unsubscribing closes every connection at once', async () => {
  const server = await startServer({ predict: slowly(60_000) });
  const pending = post(server, 'cat');
  await until(() => server.batches.length > 0);
  server[Symbol.dispose]();
  await expect(pending).rejects.toThrow();
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  expect(server.events.map(({ _tag }) => _tag)).toEqual(['Listening']);
});

test('an address that is taken or that does not exist is an error', async () => {
  using server = await startServer();
  await expect(startServer({ port: server.port })).rejects.toThrow(
    `127.0.0.1:${server.port}: expected an address to listen on, received a port that another program uses.`,
  );
  await expect(startServer({ host: '192.0.2.1' })).rejects.toThrow('192.0.2.1:0: expected an address');
  await expect(startServer({ limits: { maxQueue: 0 } })).rejects.toThrow('serve maxQueue');
  await expect(startServer({ limits: { maxDelayMs: -1 } })).rejects.toThrow('serve maxDelayMs');
});

test('the traffic of each period', async () => {
  using server = await startServer({ trafficMs: 100 });
  await Promise.all([post(server, 'cat'), post(server, 'bad'), post(server, '')]);
  // A slow machine may spread the requests over several periods.
  const traffic = () => server.events.filter((event) => event._tag === 'Traffic');
  await until(() => traffic().reduce((sum, { requests }) => sum + requests, 0) === 3);
  expect(traffic().reduce((sum, { images }) => sum + images, 0)).toBe(2);
  expect(traffic()[0]).toMatchObject({ _tag: 'Traffic', seconds: 0.1, failed: 0 });
  const { p50, p99 } = server.events[1] as { readonly p50: number; readonly p99: number };
  expect(p99).toBeGreaterThanOrEqual(p50);
  expect(p50).toBeGreaterThan(0);
});
