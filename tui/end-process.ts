import { isatty } from 'node:tty';

/** The file descriptors that were a terminal when the process began. */
const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));

/**
 * Ends the process with its exit code. Node restores the settings of its terminal at that time and aborts if the terminal
 * is gone: then the process ends by SIGHUP, as one without a handler would.
 */
export function endProcess(process: NodeJS.Process): void {
  if (terminals.every((descriptor) => isatty(descriptor))) process.exit();
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
