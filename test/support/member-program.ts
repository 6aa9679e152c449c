/** A launched process: says hello, and does what the job says for its rank. */
import { connect } from 'node:net';
import { launchedBy } from '../../src/core/index.ts';
import { LINK, messageSocket } from '../../src/io/index.ts';

const rank = launchedBy(process.env)?.rank ?? -1;
const socket = connect(process.env[LINK] ?? '');
const { send, messages$, closed$ } = messageSocket(socket);
send({ rank, pid: process.pid });
closed$.subscribe(() => process.exit(3));
messages$.subscribe((message) => {
  const text = String(message);
  if (rank === 0) send({ rank, pid: process.pid, message });
  // `1 dies`: process 1 kills itself.
  if (text === `${rank} dies`) process.kill(process.pid, 'SIGKILL');
  if (text === `${rank} exits`) process.exit(7);
  if (text === `${rank} fails`) send(`failure of ${rank}`, () => process.exit(1));
  if (text === 'end') setTimeout(() => process.exit(0), rank === 0 ? 0 : 20);
});
