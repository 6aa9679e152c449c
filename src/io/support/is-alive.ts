import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './message-of.ts';

/** Returns whether a process of this machine is running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to another user.
    return errorCode(error) === 'EPERM';
  }
}

/** Returns whether a process of this machine is suspended, as by Ctrl-Z; always false without `/proc`. */
export const isSuspended = (pid: number): boolean => isInState(pid, /^[Tt]/);

/** Returns whether a process of this machine has ended, but is still listed for its parent; false without `/proc`. */
export const isZombie = (pid: number): boolean => isInState(pid, /^[ZX]/);

function isInState(pid: number, states: RegExp): boolean {
  try {
    return states.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, ''));
  } catch {
    return false;
  }
}

/** Returns a mark of this process for the name of a temporary file: `1234@host`. */
export const processMark = (): string => `${process.pid}@${hostname()}`;

/** Returns whether the process of a mark is running; `elsewhere` for one of another machine, and for no mark. */
export function stateOfMark(mark: string): 'alive' | 'dead' | 'elsewhere' {
  const [, pid = '', host = ''] = /^(\d+)@(.+)$/.exec(mark) ?? [];
  if (host !== hostname()) return 'elsewhere';
  return isAlive(Number(pid)) ? 'alive' : 'dead';
}

const DAY = 86_400_000;

/**
 * Returns whether nothing uses a file any more: the process of its mark is dead, or runs on another machine and has not
 * changed the file for a day.
 */
export const isAbandoned = (mark: string, modifiedMs: number): boolean => {
  const state = stateOfMark(mark);
  return state === 'elsewhere' ? Date.now() - modifiedMs > DAY : state === 'dead';
};
