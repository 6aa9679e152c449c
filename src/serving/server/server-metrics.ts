import { createHistogram } from './histogram.ts';

/** What a server measures about itself. */
export interface ServerMetrics {
  /** Counts an answered request. */
  readonly request: (route: string, status: number, ms: number) => void;
  /** Counts an image that was predicted, or one that could not be used. */
  readonly image: (outcome: 'predicted' | 'failed') => void;
  /** Counts a call of the model. */
  readonly batch: (size: number) => void;
  /** Returns what has happened since the last call of this function. */
  readonly traffic: () => Traffic;
  /** Returns all in Prometheus' text format. */
  readonly text: (gauges: ServerGauges) => string;
}

/** Requests for predictions in a period. */
export interface Traffic {
  readonly requests: number;
  readonly images: number;
  /** Requests that were answered with a status from 500. */
  readonly failed: number;
  /** The median time of an answer, in milliseconds, and that which 1 % of the answers exceed. */
  readonly p50: number;
  readonly p99: number;
}

/** What a server holds now. */
export interface ServerGauges {
  /** Images that wait for the model. */
  readonly queue: number;
  /** Bytes of images. */
  readonly held: number;
  /** Resident memory in bytes, by process. */
  readonly memory: Readonly<Record<string, number>>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128];
/** The route whose requests are counted as traffic. */
export const PREDICT = '/predict';
/** Times of answers that a period keeps. */
const MAX_TIMES = 10_000;

/** Returns the metrics of one server. */
export function createServerMetrics(): ServerMetrics {
  const requests = new Map<string, number>();
  const images = { predicted: 0, failed: 0 };
  const [latency, sizes] = [createHistogram(SECONDS), createHistogram(SIZES)];
  let recent = noTraffic();
  return {
    request: (route, status, ms) => {
      const labels = `{route="${route}",status="${status}"}`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      if (route !== PREDICT) return;
      latency.add(ms / 1000);
      recent.requests += 1;
      if (status >= 500) recent.failed += 1;
      if (recent.times.length < MAX_TIMES) recent.times.push(ms);
    },
    image: (outcome) => {
      images[outcome] += 1;
      recent.images += 1;
    },
    batch: sizes.add,
    traffic: () => {
      const { times, ...counts } = recent;
      recent = noTraffic();
      const sorted = times.toSorted((a, b) => a - b);
      return { ...counts, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
    },
    text: ({ queue, held, memory }) =>
      [
        ...metric('millrace_requests_total', 'counter', 'Answered requests.', (name) =>
          [...requests].map(([labels, count]) => `${name}${labels} ${count}`),
        ),
        ...metric('millrace_images_total', 'counter', 'Images, by outcome.', (name) =>
          Object.entries(images).map(([outcome, count]) => `${name}{outcome="${outcome}"} ${count}`),
        ),
        ...metric(
          'millrace_request_seconds',
          'histogram',
          'Time of a request for predictions.',
          latency.lines,
        ),
        ...metric('millrace_batch_images', 'histogram', 'Images in one call of the model.', sizes.lines),
        ...metric('millrace_queue_images', 'gauge', 'Images that wait for the model.', (name) => [
          `${name} ${queue}`,
        ]),
        ...metric('millrace_held_bytes', 'gauge', 'Bytes of requests that are not answered yet.', (name) => [
          `${name} ${held}`,
        ]),
        ...metric('millrace_resident_memory_bytes', 'gauge', 'Resident memory.', (name) =>
          Object.entries(memory).map(([process, bytes]) => `${name}{process="${process}"} ${bytes}`),
        ),
        '',
      ].join('\n'),
  };
}

const noTraffic = (): { requests: number; images: number; failed: number; times: number[] } => ({
  requests: 0,
  images: 0,
  failed: 0,
  times: [],
});

/** Returns a quantile of sorted values: the nearest rank; 0 for none. */
const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;

const metric = (
  name: string,
  type: 'counter' | 'gauge' | 'histogram',
  help: string,
  lines: (name: string) => readonly string[],
): readonly string[] => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines(name)];
