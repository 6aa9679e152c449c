import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine, which stops at the end of the block. */
export interface MadeServer extends AsyncDisposable {
  readonly url: string;
  /** The path and the range of each request. */
  readonly requests: readonly string[];
}

/** Each request gets the next answer; the last one repeats. */
export async function madeServer(...answers: readonly Answer[]): Promise<MadeServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)]!;
    requests.push(`${request.url ?? ''} ${request.headers.range ?? 'all'}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/folder`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface SendOptions {
  /** Cuts the connection, or lets it hang, at this byte of the file. */
  readonly cutAt?: number;
  readonly hangAt?: number;
  /** Sends the whole file for every range. */
  readonly ignoreRange?: boolean;
}

/** Sends a file, as a server that supports ranges. */
export const sends =
  (file: Buffer, { cutAt, hangAt, ignoreRange = false }: SendOptions = {}): Answer =>
  (request, response) => {
    const [, asked] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const isPartial = asked !== undefined && !ignoreRange;
    const start = isPartial ? Number(asked) : 0;
    response.writeHead(isPartial ? 206 : 200, {
      'content-length': file.length - start,
      ...(isPartial ? { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` } : {}),
    });
    const end = cutAt ?? hangAt;
    if (end === undefined) response.end(file.subarray(start));
    else
      response.write(
        file.subarray(start, end),
        () => cutAt !== undefined && setTimeout(() => response.destroy(), 50),
      );
  };

export const status =
  (code: number): Answer =>
  (_, response) => {
    response.writeHead(code).end('words');
  };
