import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { repainted, Screen } from '../../../tui/dashboard/screen.ts';

const E = '\u001B[';

describe('repainted', () => {
  test('at first all lines, on an empty screen', () => {
    expect(repainted(null, ['a', 'b'])).toBe(`${E}H${E}J${E}1;1H${E}2Ka${E}2;1H${E}2Kb`);
  });
  test('then those that changed, those that are gone made empty', () => {
    expect(repainted(['a', 'b', 'c'], ['a', 'x'])).toBe(`${E}2;1H${E}2Kx${E}3;1H${E}2K`);
    expect(repainted(['a'], ['a'])).toBe('');
  });
});

class Terminal extends EventEmitter {
  columns = 10;
  rows = 2;
  readonly written: string[] = [];
  write(text: string): boolean {
    this.written.push(text);
    return true;
  }
}

describe('Screen', () => {
  const opened = () => {
    const terminal = new Terminal();
    const screen = new Screen(terminal as unknown as NodeJS.WriteStream);
    return { terminal, screen, last: () => terminal.written.at(-1) };
  };

  test('gives the terminal back, once, with the last frame below', () => {
    const listeners = process.listenerCount('exit');
    const { terminal, screen, last } = opened();
    expect(terminal.written).toEqual([`${E}?1049h${E}?25l${E}?7l`]);
    screen.write('one\ntwo');
    screen.close();
    screen.close();
    screen.write('late');
    expect(last()).toBe(`${E}?7h${E}?25h${E}?1049lone\ntwo\n`);
    expect(terminal.written).toHaveLength(3);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  test('never writes below the terminal; the same frame is not written again', () => {
    const { terminal, screen, last } = opened();
    screen.write('one\ntwo\nthree');
    expect(last()).not.toContain('three');
    screen.write('one\ntwo');
    expect(terminal.written).toHaveLength(2);
    screen.close();
  });

  test('after a resize all is painted anew', () => {
    const { terminal, screen, last } = opened();
    screen.write('one');
    terminal.columns = 20;
    screen.write('one');
    expect(last()).toContain(`${E}H${E}J`);
    screen.close();
  });
});
