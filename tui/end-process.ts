import { isatty } from 'node:tty';

/** The file descriptors that were a terminal when the process began. */
const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));

/**
 * Ends the process with its exit code. On exit, Node restores the terminal settings, and aborts if the terminal is gone;
 * in that case, the process ends by SIGHUP instead, as one without a handler would.
 */
export function endProcess(process: NodeJS.Process): void {
  if (terminals.every((descriptor) => isatty(descriptor))) process.exit();
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
