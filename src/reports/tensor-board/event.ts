import { double, float, joined, message, text, whole } from '../../core/protobuf/index.ts';

/** When something was told. */
export interface EventTime {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Training steps until then. */
  readonly step: number;
}

/** The first event of a file: which format it has. */
export const versionEvent = (wallTime: number): Uint8Array =>
  joined([double(1, wallTime), text(3, 'brain.Event:2')]);

/** Numbers by their tags. */
export const scalarEvent = (time: EventTime, scalars: Readonly<Record<string, number>>): Uint8Array =>
  event(
    time,
    Object.entries(scalars).map(([tag, value]) => message(1, text(1, tag), float(2, value))),
  );

/** DT_STRING of tensorflow/core/framework/types.proto. */
const STRING = 7;

/** A text in Markdown: a tensor of one string, which TensorBoard's plugin for texts shows. */
export const textEvent = (time: EventTime, tag: string, markdown: string): Uint8Array =>
  event(time, [
    message(
      1,
      text(1, tag),
      message(8, whole(1, STRING), message(2), text(8, markdown)),
      message(9, message(1, text(1, 'text'))),
    ),
  ]);

const event = ({ wallTime, step }: EventTime, values: readonly Uint8Array[]): Uint8Array =>
  joined([double(1, wallTime), whole(2, step), message(5, ...values)]);
