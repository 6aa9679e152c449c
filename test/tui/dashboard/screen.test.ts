import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { repaint, Screen } from '../../../tui/dashboard/screen.ts';

const E = '\u001B[';

describe('repaint', () => {
  test('paints all lines of the first frame on a cleared screen', () => {
    expect(repaint(null, ['a', 'b'])).toBe(`${E}H${E}J${E}1;1H${E}2Ka${E}2;1H${E}2Kb`);
  });
  test('then paints the lines that changed and clears those that are gone', () => {
    expect(repaint(['a', 'b', 'c'], ['a', 'x'])).toBe(`${E}2;1H${E}2Kx${E}3;1H${E}2K`);
    expect(repaint(['a'], ['a'])).toBe('');
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
  const open = () => {
    const terminal = new Terminal();
    const screen = new Screen(terminal as unknown as NodeJS.WriteStream);
    return { terminal, screen, last: () => terminal.written.at(-1) };
  };

  test('restores the terminal once, with the last frame below', () => {
    const listeners = process.listenerCount('exit');
    const { terminal, screen, last } = open();
    expect(terminal.written).toEqual([`${E}?1049h${E}?25l${E}?7l`]);
    screen.write('one\ntwo');
    screen.close();
    screen.close();
    screen.write('late');
    expect(last()).toBe(`${E}?7h${E}?25h${E}?1049lone\ntwo\n`);
    expect(terminal.written).toHaveLength(3);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  test('never writes below the terminal; does not write an unchanged frame', () => {
    const { terminal, screen, last } = open();
    screen.write('one\ntwo\nthree');
    expect(last()).not.toContain('three');
    screen.write('one\ntwo');
    expect(terminal.written).toHaveLength(2);
    screen.close();
  });

  test('the last frame may be higher than the terminal', () => {
    const { terminal, screen, last } = open();
    screen.finish();
    screen.write('one\ntwo\nthree');
    expect(terminal.written).toHaveLength(1);
    screen.close();
    expect(last()).toBe(`${E}?7h${E}?25h${E}?1049lone\ntwo\nthree\n`);
  });

  test('restores the terminal while the process is suspended, then paints all lines', () => {
    const { terminal, screen } = open();
    screen.write('one');
    screen.suspend(true);
    screen.write('two');
    screen.suspend(false);
    expect(terminal.written.slice(2)).toEqual([
      `${E}?7h${E}?25h${E}?1049l`,
      `${E}?1049h${E}?25l${E}?7l`,
      `${E}H${E}J${E}1;1H${E}2Ktwo`,
    ]);
    screen.close();
  });

  test('paints all lines after a resize', () => {
    const { terminal, screen, last } = open();
    screen.write('one');
    terminal.columns = 20;
    screen.write('one');
    expect(last()).toContain(`${E}H${E}J`);
    screen.close();
  });
});
