import { defer, map, type Observable } from 'rxjs';
import { at } from '../core/index.ts';
import type { Agreement, Report } from './agreement.ts';
import { decodeMessage, encodeMessage, type Message } from './message-bytes.ts';

/** A message, with what the processes agree on. */
interface Sent {
  readonly data: unknown;
  readonly report: Report;
}

/** Sends a message to all processes. Emits those of all, in their order, and lets the processes agree. */
export const gatheredMessages = (
  { data, ...arrays }: Message,
  { collective, report, receive }: Agreement,
): Observable<readonly Required<Message>[]> =>
  defer(() => {
    const sent: Sent = { data, report: report() };
    return collective.allGather$(encodeMessage({ data: sent, ...arrays }));
  }).pipe(
    map((each) => {
      const messages = each.map(decodeMessage);
      const all = messages.map((message) => message.data as Sent);
      receive({
        stop: all.some((one) => one.report.stop),
        // Only process 0 reports a clock.
        clock: all.reduce((sum, one) => sum + one.report.clock, 0),
      });
      return all.map((one, i) => ({ data: one.data, arrays: at(messages, i).arrays }));
    }),
  );
