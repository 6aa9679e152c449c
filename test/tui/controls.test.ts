import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { controlsOf } from '../../tui/controls.ts';

/** A fake process that receives signals and records those it sends. */
function madeProcess() {
  const sent: unknown[] = [];
  const process = Object.assign(new EventEmitter(), {
    pid: 7,
    stdout: new EventEmitter(),
    kill: (pid: number, signal: string) => sent.push([pid, signal]),
  });
  return { process, sent, controls: controlsOf(process as unknown as NodeJS.Process) };
}

test('every key and signal is a request to stop, with its exit code', () => {
  const { process, controls } = madeProcess();
  const codes: number[] = [];
  const subscription = controls.stop$.subscribe((code) => codes.push(code));
  process.emit('SIGINT');
  controls.stop();
  process.emit('SIGTERM');
  process.emit('SIGHUP');
  // The terminal is gone: not another request.
  process.stdout.emit('error', new Error('EIO'));
  expect(codes).toEqual([130, 130, 143, 129]);
  subscription.unsubscribe();
  expect(process.eventNames()).toEqual([]);
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
