import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { typedFile } from '../../io/models/typed-file.ts';
import { timmConfig } from '../../io/models/timm-config.ts';
import { sends, type Answer } from '../data-sets/made-server.ts';

/** The kinds of requests: about the weights, for them, for their bytes at the other server, and for the small files. */
export type Kind = 'resolve' | 'weights' | 'bytes' | 'config' | 'readme';

/** A model on the imitated Hub. */
export interface MadeModel {
  readonly commit: string;
  readonly weights: Buffer;
  readonly config: string | null;
  readonly readme: string | null;
}

/** Two servers on this machine: the Hub, and the one that it redirects to. */
export interface HubImitation extends AsyncDisposable {
  readonly endpoint: string;
  /** The kind of each request, its revision and its range. */
  readonly requests: readonly string[];
  readonly paths: readonly string[];
  /** The authorization of each request to the Hub and to the other server; empty if there was none. */
  readonly authorizations: { readonly hub: string[]; readonly other: string[] };
  /** The next answers for a kind of request, each for one request. */
  readonly faults: Partial<Record<Kind, Answer[]>>;
  /** The newest model; a test may replace it. */
  model: MadeModel;
}

const values = (count: number, seed: number): Uint8Array =>
  new Uint8Array(Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i)).buffer);

/** Weights of about 300 kB. */
export const madeWeights = (seed = 0): Buffer =>
  typedFile([{ name: 'fc.weight', dtype: 'F32', shape: [75, 1000], bytes: values(75_000, seed) }]);

export const COMMIT = 'a'.repeat(40);

const MADE: MadeModel = {
  commit: COMMIT,
  weights: madeWeights(),
  config: JSON.stringify(timmConfig),
  readme: '---\ntags:\n- timm\nlicense: apache-2.0\n---\n# A model\n',
};

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Imitates the Hub: weights are at another server, and small files at another path. */
export async function hubImitation(change: Partial<MadeModel> = {}): Promise<HubImitation> {
  const [requests, paths]: [string[], string[]] = [[], []];
  const authorizations = { hub: [] as string[], other: [] as string[] };
  const faults: Partial<Record<Kind, Answer[]>> = {};
  const record = (kind: Kind, revision: string, { headers }: IncomingMessage): void => {
    requests.push([kind, revision, headers.range].filter((part) => part !== undefined).join(' '));
  };
  const other = await listening((request, response) => {
    authorizations.other.push(request.headers.authorization ?? '');
    record('bytes', '', request);
    (faults.bytes?.shift() ?? sends(hub.model.weights))(request, response);
  });
  const server = await listening((request, response) => {
    const { url = '', method } = request;
    authorizations.hub.push(request.headers.authorization ?? '');
    paths.push(url);
    const [, revision = '', file = ''] = /\/resolve\/([^/]+)\/(.*)$/.exec(url) ?? [];
    const kind = kindOf(file, method);
    if (!url.startsWith('/api/')) record(kind, decodeURIComponent(revision), request);
    const fault = faults[kind]?.shift();
    if (fault === undefined) answer(kind, url, addressOf(other))(request, response);
    else fault(request, response);
  });
  const answer = (kind: Kind, url: string, elsewhere: string): Answer => {
    const { commit, weights, config, readme } = hub.model;
    if (kind === 'resolve' || kind === 'weights')
      return redirect(302, `${elsewhere}/bytes?signature=secret`, {
        'x-repo-commit': commit,
        'x-linked-size': weights.length,
        'x-linked-etag': `"${sha256(weights)}"`,
      });
    const text = kind === 'config' ? config : readme;
    if (text === null) return status404;
    return url.startsWith('/api/')
      ? (_, response) => response.writeHead(200).end(text)
      : redirect(307, `/api${url}`, {});
  };
  const hub: HubImitation = {
    ...{ endpoint: addressOf(server), requests, paths, authorizations, faults },
    model: { ...MADE, ...change },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([closed(server), closed(other)]);
    },
  };
  return hub;
}

function kindOf(file: string, method: string | undefined): Kind {
  if (file === 'config.json') return 'config';
  if (file === 'README.md') return 'readme';
  return method === 'HEAD' ? 'resolve' : 'weights';
}

const status404: Answer = (_, response) => response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();

/** Answers with a redirect. */
export const redirect =
  (code: number, location: string, headers: Readonly<Record<string, string | number>> = {}): Answer =>
  (_, response) =>
    response.writeHead(code, { location, ...headers }).end();

/** Answers with a status, and the reason that the Hub gives. */
export const refuses =
  (code: number, reason?: string): Answer =>
  (_, response) =>
    response.writeHead(code, reason === undefined ? {} : { 'x-error-code': reason }).end();

const listening = async (answer: Answer): Promise<Server> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
