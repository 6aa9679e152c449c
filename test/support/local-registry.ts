import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'tar';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A server on this machine that is both an npm registry and an HTTP proxy, and connects to nothing. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: string;
  /** The requests that it refused: every one for something other than a package of the lock file. */
  readonly refused: readonly string[];
}

/** A version of a package: what npm reads of it, and where its content is. */
interface Version {
  readonly manifest: { readonly name: string; readonly version: string };
  /** Null for an optional package of another platform. */
  readonly tarball: (() => Promise<Buffer>) | null;
  /** Of the tarball, where it is known without making it. */
  readonly integrity?: string;
}

type LockEntry = Readonly<Record<string, unknown>> & { readonly name?: string; readonly version: string };

/**
 * Starts a registry of the packages in the lock file, with tarballs made from `node_modules`, and of one more package.
 *
 * @param published the tarball of that package
 * @param manifest its package.json
 */
export async function localRegistry(
  published: Buffer,
  manifest: Version['manifest'],
): Promise<LocalRegistry> {
  const versions: readonly Version[] = [
    ...lockedVersions(),
    { manifest, tarball: () => Promise.resolve(published) },
  ];
  const refused: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = new URL(request.url ?? '/', url);
    const content = asked.origin === url ? await contentOf(request, asked, versions, url) : null;
    if (content === null) refused.push(`${request.method ?? ''} ${asked.href}`);
    response.writeHead(content === null ? 403 : 200).end(content ?? '');
  };
  const server = createServer((request, response) => void answer(request, response));
  server.on('connect', (request, socket) => {
    refused.push(`CONNECT ${request.url ?? ''}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    refused,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Where npm asks any registry for known vulnerabilities. */
const AUDIT = '/-/npm/v1/security/';

/** The answer to a request, null if it is refused. */
async function contentOf(
  { method }: IncomingMessage,
  { pathname }: URL,
  versions: readonly Version[],
  url: string,
): Promise<Buffer | string | null> {
  if (method === 'POST') return pathname.startsWith(AUDIT) ? '{}' : null;
  const path = decodeURIComponent(pathname.slice(1));
  const [name = '', version] = path.split('/-/');
  const found = versions.filter(({ manifest }) => manifest.name === name);
  if (version !== undefined)
    return (await found.find(({ manifest }) => manifest.version === version)?.tarball?.()) ?? null;
  return found.length === 0 ? null : JSON.stringify(await packument(name, found, url));
}

/** The document that lists the versions of a package. */
const packument = async (name: string, versions: readonly Version[], url: string): Promise<object> => ({
  name,
  'dist-tags': { latest: versions[0]?.manifest.version },
  versions: Object.fromEntries(
    await Promise.all(
      versions.map(async ({ manifest, tarball, integrity }) => [
        manifest.version,
        {
          ...manifest,
          dist: {
            tarball: `${url}/${name}/-/${manifest.version}`,
            integrity: tarball === null ? integrity : sha512(await tarball()),
          },
        },
      ]),
    ),
  ),
});

const sha512 = (content: Buffer): string => `sha512-${createHash('sha512').update(content).digest('base64')}`;

/** The packages of the lock file; of each name the version at the top of the tree first. */
function lockedVersions(): readonly Version[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  const versions = Object.entries(packages)
    .filter(([path]) => path !== '')
    .sort(([a], [b]) => depth(b) - depth(a))
    .map(([path, { resolved: _, integrity, dev: __, optional: ___, peer: ____, ...entry }]) => ({
      manifest: { ...entry, name: entry.name ?? path.replace(/^.*node_modules\//, '') },
      tarball: existsSync(join(root, path, 'package.json')) ? packedOnce(join(root, path)) : null,
      integrity: integrity as string,
    }));
  const unique = new Map(versions.map((each) => [`${each.manifest.name}@${each.manifest.version}`, each]));
  return [...unique.values()].reverse();
}

const depth = (path: string): number => path.split('node_modules/').length;

/** Packs the folder of a package when it is first asked for. */
function packedOnce(folder: string): () => Promise<Buffer> {
  let packed: Promise<Buffer> | undefined;
  return () =>
    (packed ??= create(
      {
        cwd: folder,
        prefix: 'package',
        portable: true,
        gzip: Boolean(process.env.GZ) && { level: 1 },
        filter: (path) => !path.startsWith('./node_modules'),
      },
      ['.'],
    ).concat());
}
