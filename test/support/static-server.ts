import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** A server of the files of a folder, on this machine only. */
export interface StaticServer extends Disposable {
  /** Ends with a slash. */
  readonly url: string;
  /** The paths that were not found. */
  readonly missing: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Serves a folder as any static server does. */
export async function serveFolder(folder: string): Promise<StaticServer> {
  const missing: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const name = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    const path = join(folder, name.endsWith('/') ? `${name}index.html` : name);
    if (!existsSync(path) || !statSync(path).isFile()) {
      missing.push(name);
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': statSync(path).size });
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    missing,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
