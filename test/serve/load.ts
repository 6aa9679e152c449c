import { Agent, request } from 'node:http';
import { at } from '../../src/core/index.ts';

/** A load: clients that send one request after another, each on a connection of its own. */
export interface LoadConfig {
  readonly port: number;
  readonly clients: number;
  /** The images, sent in turn. */
  readonly images: readonly Uint8Array[];
  /** Whether a client sends another request, after `sent` requests of all. */
  readonly goesOn: (sent: number) => boolean;
  /** Called after each answer, with the number of answers so far. */
  readonly onAnswer?: (answers: number) => void;
}

/** The answers to a load. */
export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds of each request that was answered with 200, ascending. */
  readonly times: readonly number[];
  /** The number of requests by status, by `refused` (no connection) or by `lost` (accepted, but not answered). */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** Sends a load; a client ends at its first request that is not answered with 200. */
export async function load({
  port,
  clients,
  images,
  goesOn,
  onAnswer = () => undefined,
}: LoadConfig): Promise<LoadResult> {
  const times: number[] = [];
  const outcomes = new Map<string, number>();
  let sent = 0;
  const client = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (goesOn(sent)) {
      const startedAt = performance.now();
      const outcome = await outcomeOf(port, agent, at(images, sent++ % images.length));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome !== '200') break;
      times.push(performance.now() - startedAt);
      onAnswer(times.length);
    }
    agent.destroy();
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return {
    seconds: (performance.now() - startedAt) / 1000,
    times: times.sort((a, b) => a - b),
    outcomes,
  };
}

const outcomeOf = (port: number, agent: Agent, image: Uint8Array): Promise<string> =>
  new Promise((resolve) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, agent, method: 'POST', path: '/predict' },
        headers: { 'Content-Type': 'image/jpeg', 'Content-Length': image.length },
      },
      (response) => {
        response
          .resume()
          .on('end', () => resolve(String(response.statusCode)))
          .on('error', () => resolve('lost'));
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'lost'),
    );
    sent.end(image);
  });

/** Returns a quantile of ascending times. */
export const quantile = (times: readonly number[], q: number): number =>
  times[Math.max(0, Math.ceil(q * times.length) - 1)] ?? NaN;
