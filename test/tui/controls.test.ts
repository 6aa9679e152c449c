import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { controlsOf } from '../../tui/controls.ts';

/** A fake process that receives signals and records those it sends. */
function madeProcess() {
  const sent: unknown[] = [];
  const process = Object.assign(new EventEmitter(), {
    pid: 7,
    ppid: 5,
    connected: false,
    env: {},
    stdout: new EventEmitter(),
    kill: (pid: number, signal: string) => sent.push([pid, signal]),
  });
  return { process, sent, controls: controlsOf(process as unknown as NodeJS.Process) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Returns the exit codes of the requests for signals, each sent so many milliseconds after the one before it. */
function codesOf(...signals: readonly (readonly [ms: number, name: string])[]): readonly number[] {
  const { process, controls } = madeProcess();
  const codes: number[] = [];
  const subscription = controls.stop$.subscribe((code) => codes.push(code));
  for (const [ms, name] of signals) {
    vi.advanceTimersByTime(ms);
    process.emit(name);
  }
  subscription.unsubscribe();
  expect(process.eventNames()).toEqual([]);
  return codes;
}

test('every key and signal is a request to stop, with its exit code', () => {
  const { process, controls } = madeProcess();
  const codes: number[] = [];
  const subscription = controls.stop$.subscribe((code) => codes.push(code));
  process.emit('SIGINT');
  controls.stop();
  vi.advanceTimersByTime(150);
  process.emit('SIGTERM');
  // The terminal is gone: not another request.
  process.stdout.emit('error', new Error('EIO'));
  expect(codes).toEqual([130, 130, 143]);
  subscription.unsubscribe();
  expect(codesOf([0, 'SIGHUP'])).toEqual([129]);
});

test('signals that arrive together are one request, and a later one is the second', () => {
  // A service manager stops a session, the terminal and npm send the same signal, Ctrl-C twice.
  expect(codesOf([0, 'SIGTERM'], [0, 'SIGHUP'])).toEqual([143]);
  expect(codesOf([0, 'SIGHUP'], [1, 'SIGTERM'])).toEqual([129]);
  expect(codesOf([0, 'SIGINT'], [5, 'SIGINT'])).toEqual([130]);
  expect(codesOf([0, 'SIGINT'], [150, 'SIGINT'])).toEqual([130, 130]);
});

test('SIGHUP is never a second request: a shell and the kernel each send it when a terminal is closed', () => {
  expect(codesOf([0, 'SIGHUP'], [3, 'SIGHUP'], [2000, 'SIGHUP'])).toEqual([129]);
  expect(codesOf([0, 'SIGTERM'], [2000, 'SIGHUP'])).toEqual([143]);
  expect(codesOf([0, 'SIGHUP'], [2000, 'SIGTERM'])).toEqual([129, 143]);
});

test.each([
  ['of a process that npm started', { env: { npm_lifecycle_event: 'start' } }, [129]],
  ['of another process', {}, []],
  ['of a detached process', { env: { npm_lifecycle_event: 'start' }, connected: true }, []],
])('the end of the parent %s', (_, properties, expected) => {
  const { process, controls } = madeProcess();
  Object.assign(process, properties);
  const codes: number[] = [];
  const subscription = controls.stop$.subscribe((code) => codes.push(code));
  vi.advanceTimersByTime(5000);
  expect(codes).toEqual([]);
  process.ppid = 1;
  vi.advanceTimersByTime(5000);
  expect(codes).toEqual(expected);
  subscription.unsubscribe();
});

test('a closed pipe is a request to stop, once, although every line fails', () => {
  const { process, controls } = madeProcess();
  const codes: number[] = [];
  const subscription = controls.stop$.subscribe((code) => codes.push(code));
  process.stdout.emit('error', new Error('EPIPE'));
  process.stdout.emit('error', new Error('EPIPE'));
  process.emit('SIGINT');
  expect(codes).toEqual([141, 130]);
  subscription.unsubscribe();
});

test('a key pauses and resumes; Ctrl-Z pauses other processes, then suspends this one', async () => {
  const { process, sent, controls } = madeProcess();
  const states: boolean[] = [];
  const subscription = controls.paused$.subscribe((paused) => states.push(paused));
  subscription.add(controls.paused$.subscribe());
  controls.pause(true);
  controls.pause(false);
  process.emit('SIGTSTP');
  expect(sent).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual([[7, 'SIGSTOP']]);
  process.emit('SIGCONT');
  process.emit('SIGCONT');
  expect(states).toEqual([false, true, false, true, false]);
  controls.suspend();
  expect(sent.at(-1)).toEqual([0, 'SIGTSTP']);
  subscription.unsubscribe();
  expect(process.eventNames()).toEqual([]);
});

test('after a request to stop, a key does not pause; Ctrl-Z does', () => {
  const { process, controls } = madeProcess();
  const states: boolean[] = [];
  const subscription = controls.paused$.subscribe((paused) => states.push(paused));
  controls.pause(true);
  controls.pause(false);
  controls.stop();
  controls.pause(true);
  expect(states).toEqual([false, true, false]);
  process.emit('SIGTSTP');
  process.emit('SIGCONT');
  expect(states).toEqual([false, true, false, true, false]);
  subscription.unsubscribe();
  expect(process.eventNames()).toEqual([]);
});
