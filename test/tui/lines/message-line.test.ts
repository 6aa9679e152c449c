import { describe, expect, test } from 'vitest';
import { eventLine, messageLine } from '../../../tui/lines/message-line.ts';
import { made } from '../../support/made-metrics.ts';

const counted = { _tag: 'Counted', label: 'cat', images: 40, sizes: [1, 2] };

describe('messageLine', () => {
  const text = messageLine({ json: false });

  test('printed lines lose colours and control characters', () => {
    const line = '\u001B[31mred\u001B[0m and\u0007 loud';
    expect(text({ _tag: 'Printed', stream: 'stderr', text: line })).toBe('red and  loud');
  });

  test('an event has the line of its command, else its tag and fields', () => {
    expect(text({ _tag: 'Event', event: counted, line: '40 cats' })).toBe('40 cats');
    const event = { ...counted, absent: undefined };
    expect(text({ _tag: 'Event', event })).toBe('Counted: label cat, images 40, sizes [1,2]');
  });

  test('a line may have several lines', () => {
    expect(text({ _tag: 'Event', event: counted, line: 'cat 40\ndog 38' })).toBe('cat 40\ndog 38');
  });

  test('with json an event is a line of JSON', () => {
    expect(messageLine({ json: true })({ _tag: 'Event', event: counted, line: '40 cats' })).toEqual({
      json: `${JSON.stringify(counted)}\n`,
    });
  });

  test('metrics and the end have no line', () => {
    expect(text({ _tag: 'Event', event: made.epochRow() })).toBeNull();
    expect(text({ _tag: 'Ended' })).toBeNull();
  });

  test('the end by a signal to the engine process has an exit code', () => {
    expect(messageLine({ json: false })({ _tag: 'Ended', exitCode: 143 })).toEqual({ exitCode: 143 });
  });
});

test('eventLine: a saved file, and an event without fields', () => {
  const file = { _tag: 'FileSaved', path: '/run/batch.png', bytes: 2048 };
  expect(eventLine(file)).toBe('/run/batch.png, 2 kB');
  expect(eventLine({ _tag: 'Done' })).toBe('Done');
});
