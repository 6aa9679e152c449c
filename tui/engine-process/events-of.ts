import { inspect } from 'node:util';
import { isObservable, map, type Observable } from 'rxjs';
import {
  isRecord,
  MillraceError,
  pipelineFailed,
  type AnyCommand,
  type Capabilities,
  type CommandEvent,
  type Metric,
} from '../../src/core/index.ts';
import { isMetric, metricFault } from '../../src/reports/index.ts';
import type { Message } from './messages.ts';

/** An event that is not a metric, with the line that shows it. */
export type OwnEvent = Extract<Message, { readonly _tag: 'Event' }>;

/** Returns whether an event is wrapped: it is not a metric. */
export const isOwnEvent = (event: CommandEvent): event is OwnEvent => event._tag === 'Event';

/**
 * Runs a command and emits its metrics, and its other events with their lines.
 *
 * Throws PipelineFailed if `run` returns no stream; errors with it for an event that is no event, since a user's
 * JavaScript may return and emit anything.
 */
export function eventsOf(
  command: AnyCommand,
  world: Capabilities,
  options: Readonly<Record<string, unknown>>,
): Observable<Metric | OwnEvent> {
  const events: unknown = command.run(world, options as never);
  if (isObservable(events)) return events.pipe(map((event) => checked(event, command)));
  const kind = command.trains === false ? 'events' : 'metrics';
  throw notAsExpected(command, `an Observable of ${kind} from its \`run\``, events);
}

function checked(event: unknown, command: AnyCommand): Metric | OwnEvent {
  if (!isEvent(event)) throw notAsExpected(command, 'events that are objects with a string `_tag`', event);
  if (!isJson(event)) throw notAsExpected(command, 'events that JSON can express', event);
  if (isMetric(event)) {
    const fault = metricFault(event);
    if (fault === null) return event;
    throw notAsExpected(command, `a metric, or an event with a tag of its own`, event, fault);
  }
  if (command.line === undefined) return { _tag: 'Event', event };
  const line: unknown = command.line(event as never);
  if (typeof line !== 'string') throw notAsExpected(command, 'a string from its `line`', line);
  return { _tag: 'Event', event, line };
}

const isEvent = (event: unknown): event is CommandEvent =>
  isRecord(event) && typeof event['_tag'] === 'string';

/** Returns whether a value is plain data, which can be sent to another process and written as JSON. */
function isJson(value: unknown): boolean {
  try {
    JSON.stringify(structuredClone(value));
    return true;
  } catch {
    return false;
  }
}

const notAsExpected = (
  { name }: AnyCommand,
  expected: string,
  received: unknown,
  fault = inspect(received, { depth: 0 }),
): MillraceError =>
  new MillraceError(
    pipelineFailed(
      name,
      expected,
      fault,
      'Return what `run(world, …)` of millrace returns, or events of your own.',
    ),
  );
