import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'tar';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A local server that acts as npm registry and HTTP proxy, and never connects to another server. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: string;
  /** The refused requests: those for anything but a package of the lock file. */
  readonly refused: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optional?: boolean;
}

/** A version of a package. */
interface Version {
  readonly manifest: Manifest;
  /** Null for an optional package of another platform, which is not installed here. */
  readonly tarball: (() => Promise<Buffer>) | null;
}

/**
 * Starts a registry that holds the packages of the lock file, packed from `node_modules`, and one more package.
 *
 * @param published the tarball of the additional package
 * @param manifest its package.json
 */
export async function localRegistry(published: Buffer, manifest: Manifest): Promise<LocalRegistry> {
  const locked = lockedVersions();
  const versions = [
    ...locked,
    ...optionalPeers(locked),
    { manifest, tarball: () => Promise.resolve(published) },
  ];
  const refused: string[] = [];
  const respond = async ({ method = '', url: path = '/' }: IncomingMessage, response: ServerResponse) => {
    const requested = new URL(path, url);
    const reply = requested.origin === url ? await replyTo(method, requested, versions) : REFUSED;
    if (reply === REFUSED) refused.push(`${method} ${requested.href}`);
    response.writeHead(reply.status).end(reply.content);
  };
  const server = createServer((request, response) => void respond(request, response));
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

/** The path under which npm queries known vulnerabilities. */
const AUDIT = '/-/npm/v1/security/';

interface Reply {
  readonly status: number;
  readonly content?: Buffer | string;
}

const REFUSED: Reply = { status: 403 };
const NOT_FOUND: Reply = { status: 404 };

/** Answers `/NAME` with the document of a package, and `/NAME/-/VERSION` with a tarball. */
async function replyTo(
  method: string,
  { origin, pathname }: URL,
  versions: readonly Version[],
): Promise<Reply> {
  if (method === 'POST') return pathname.startsWith(AUDIT) ? { status: 200, content: '{}' } : REFUSED;
  const [name = '', version] = decodeURIComponent(pathname.slice(1)).split('/-/');
  // npm checks for a newer version of itself.
  if (name === 'npm') return NOT_FOUND;
  const found = versions.filter(({ manifest }) => manifest.name === name);
  if (found.length === 0) return REFUSED;
  if (version === undefined)
    return { status: 200, content: JSON.stringify(await documentOf(name, found, origin)) };
  const match = found.find(({ manifest }) => manifest.version === version);
  const content = await match?.tarball?.();
  if (content !== undefined) return { status: 200, content };
  // npm 10 also requests optional packages of other platforms, and ignores their absence.
  return match?.manifest.optional === true ? NOT_FOUND : REFUSED;
}

async function documentOf(name: string, versions: readonly Version[], url: string): Promise<object> {
  const documents = await Promise.all(
    versions.map(async ({ manifest, tarball }) => {
      const dist = { tarball: `${url}/${name}/-/${manifest.version}` };
      const integrity = tarball === null ? {} : { integrity: sha512(await tarball()) };
      return [manifest.version, { ...manifest, dist: { ...dist, ...integrity } }] as const;
    }),
  );
  const latest = versions[0]?.manifest.version;
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(documents) };
}

const sha512 = (content: Buffer): string => `sha512-${createHash('sha512').update(content).digest('base64')}`;

/** Returns the packages of the lock file. The top-level version of a package comes before nested ones. */
function lockedVersions(): readonly Version[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Partial<Manifest> & { readonly version: string }>>;
  };
  const versions = new Map<string, Version>();
  const paths = Object.keys(packages).filter((path) => path !== '');
  for (const path of paths.sort((a, b) => depth(a) - depth(b))) {
    const entry = packages[path]!;
    const name = entry.name ?? path.replace(/^.*node_modules\//, '');
    const key = `${name}@${entry.version}`;
    const isInstalled = existsSync(join(root, path, 'package.json'));
    if (!versions.has(key))
      versions.set(key, {
        manifest: { ...entry, name },
        tarball: isInstalled ? packOnce(join(root, path)) : null,
      });
  }
  return [...versions.values()];
}

const depth = (path: string): number => path.split('node_modules/').length;

/** npm reads the documents of optional peers without installing them. */
const optionalPeers = (versions: readonly Version[]): readonly Version[] =>
  versions
    .flatMap(({ manifest }) => Object.entries(manifest.peerDependencies ?? {}))
    .filter(([name]) => versions.every(({ manifest }) => manifest.name !== name))
    .map(([name, range]) => ({ manifest: { name, version: range.replace(/^\D+/, '') }, tarball: null }));

/** Packs the folder of a package on the first call. Uncompressed: npm accepts such tarballs too. */
function packOnce(folder: string): () => Promise<Buffer> {
  const filter = (path: string): boolean => !path.startsWith('./node_modules');
  let packed: Promise<Buffer> | undefined;
  return () =>
    (packed ??= create({ cwd: folder, prefix: 'package', portable: true, filter }, ['.']).concat());
}
