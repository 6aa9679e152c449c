import { concatBytes, double, float, int, message, string } from '../../core/protobuf/index.ts';

/** When an event happened. */
export interface EventTime {
  /** Seconds since 1970, with fractions. */
  readonly wallTime: number;
  /** Number of training steps so far. */
  readonly step: number;
}

/** Returns the first event of a file: the version of its format. */
export const versionEvent = (wallTime: number): Uint8Array =>
  concatBytes([double(1, wallTime), string(3, 'brain.Event:2')]);

/** Returns an event of numbers by tag. */
export const scalarEvent = (time: EventTime, scalars: Readonly<Record<string, number>>): Uint8Array =>
  event(
    time,
    Object.entries(scalars).map(([tag, value]) => message(1, string(1, tag), float(2, value))),
  );

/** DT_STRING of tensorflow/core/framework/types.proto. */
const STRING = 7;

/** Returns an event of a Markdown text: a tensor of one string, for TensorBoard's text plugin. */
export const textEvent = (time: EventTime, tag: string, markdown: string): Uint8Array =>
  event(time, [
    message(
      1,
      string(1, tag),
      message(8, int(1, STRING), message(2), string(8, markdown)),
      message(9, message(1, string(1, 'text'))),
    ),
  ]);

const event = ({ wallTime, step }: EventTime, values: readonly Uint8Array[]): Uint8Array =>
  concatBytes([double(1, wallTime), int(2, step), message(5, ...values)]);
