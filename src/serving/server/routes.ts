import { Hono, type MiddlewareHandler } from 'hono';
import { isLocalHost, isLoopback } from './is-local-host.ts';
import { failureResponse, HttpFailure } from './http-failure.ts';
import { isCrossSite } from './is-cross-site.ts';
import { page, pagePolicy } from './page.ts';
import { PREDICT, type ServerMetrics } from './server-metrics.ts';

/** What {@link routes} needs. */
export interface RoutesConfig {
  /** The address that the server listens on. */
  readonly host: string;
  /** Plain data about the model, for `GET /model`. */
  readonly model: unknown;
  /** Answers a request for predictions. */
  readonly answer: (request: Request) => Promise<Response>;
  readonly metrics: ServerMetrics;
  /** Returns the metrics as text. */
  readonly metricsText: () => string;
  readonly isStopping: () => boolean;
  /** Returns monotonic milliseconds. */
  readonly now: () => number;
}

const ROUTES = [PREDICT, '/', '/healthz', '/metrics', '/model'];

/** Returns the routes of a server. */
export function routes({ host, model, answer, metrics, metricsText, isStopping, now }: RoutesConfig): Hono {
  const app = new Hono();
  const measured: MiddlewareHandler = async (context, next) => {
    const startedAt = now();
    await next();
    const route = ROUTES.includes(context.req.path) ? context.req.path : 'other';
    for (const [name, value] of HEADERS) context.res.headers.set(name, value);
    if (isStopping()) context.res.headers.set('Connection', 'close');
    metrics.request(route, context.res.status, now() - startedAt);
  };
  app.use(measured, async (context, next) => {
    const refusal = refusalOf(context.req.raw, host);
    if (refusal !== null) return failureResponse(refusal);
    await next();
    return undefined;
  });
  app.get('/', (context) => context.html(page, 200, { 'Content-Security-Policy': pagePolicy }));
  app.get('/healthz', (context) =>
    isStopping() ? context.json({ status: 'stopping' }, 503) : context.json({ status: 'ok' }),
  );
  app.get('/metrics', (context) => context.text(metricsText(), 200, { 'Content-Type': PROMETHEUS }));
  app.get('/model', () => Response.json(model));
  app.post(PREDICT, (context) => answer(context.req.raw));
  for (const route of ROUTES)
    app.all(route, () =>
      failureResponse(
        new HttpFailure(405, `expected ${route === PREDICT ? 'POST' : 'GET'}`, { closes: true }),
      ),
    );
  app.notFound(() =>
    failureResponse(
      new HttpFailure(404, `expected POST ${PREDICT} or GET ${ROUTES.slice(1).join(', ')}`, { closes: true }),
    ),
  );
  return app;
}

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';

const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['Cache-Control', 'no-store'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
];

/** Returns why a request is refused: it comes from a web page of another site. */
function refusalOf({ method, headers }: Request, host: string): HttpFailure | null {
  if (isLoopback(host) && !isLocalHost(headers.get('host') ?? undefined))
    return new HttpFailure(403, 'expected localhost in the Host header; for others, start with --host', {
      closes: true,
    });
  return method === 'POST' && isCrossSite(headers)
    ? new HttpFailure(403, 'expected a request from this site', { closes: true })
    : null;
}
