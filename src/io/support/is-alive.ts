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
