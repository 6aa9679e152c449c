import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { concatMap, EMPTY, map, merge, take, tap, timer } from 'rxjs';
import { expect, test } from 'vitest';
import { linkServer, type LinkEvent } from '../../../src/io/processes/link-server.ts';
import { linkOf, type Link } from '../../../tui/engine-process/link.ts';
import type { Message } from '../../../tui/engine-process/messages.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const printed: Message = { _tag: 'Printed', stream: 'stdout', text: 'a line' };
const failed: Message = {
  _tag: 'Failed',
  error: { _tag: 'BadData', where: 'photos', expected: '', received: 'nothing', advice: '' },
};

/** Returns a process with this environment, and the messages that it sends over Node's channel. */
function madeProcess(env: NodeJS.ProcessEnv) {
  const sent: unknown[] = [];
  const made = Object.assign(new EventEmitter(), {
    ...{ env, pid: 77, connected: true },
    send: (message: unknown, _: unknown, __: unknown, onSent: () => void) => {
      sent.push(message);
      onSent();
    },
  });
  return { process: made as unknown as NodeJS.Process, sent };
}

/** Has a process of this rank send messages over a socket, and returns what arrives. */
async function received(rank: number, messages: readonly Message[]): Promise<readonly LinkEvent[]> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'link');
  const links: Link[] = [];
  const connecting = timer(0).pipe(
    concatMap(() => {
      const env = { MILLRACE_LINK: path, MILLRACE_LINK_PID: '5', PMI_RANK: `${rank}`, PMI_SIZE: '3' };
      const link = linkOf(madeProcess(env).process);
      links.push(link);
      for (const message of messages) link.send(message);
      return EMPTY;
    }),
  );
  const events = await collect(
    merge(linkServer(path), connecting).pipe(
      take(1 + messages.filter((each) => rank === 0 || each === failed).length),
    ),
  );
  expect(links[0]?.owner).toBe(5);
  return events;
}

test('a launched process says hello, then sends its messages through a socket', async () => {
  expect(await received(0, [printed, failed])).toMatchObject([
    { _tag: 'Connected', hello: { rank: 0, pid: 77 } },
    { _tag: 'Message', rank: 0, message: printed },
    { _tag: 'Message', rank: 0, message: failed },
  ]);
});

test('a process other than the first sends only its failure', async () => {
  expect(await received(2, [printed, failed])).toMatchObject([
    { _tag: 'Connected', hello: { rank: 2 } },
    { _tag: 'Message', rank: 2, message: failed },
  ]);
});

test('requests arrive, and the end of the terminal process is noticed', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'link');
  const stop = { _tag: 'Stop' } as const;
  const serving = linkServer(path).pipe(
    tap((event) => {
      if (event._tag === 'Connected') event.send(stop);
    }),
    take(2),
  );
  const [done] = await Promise.all([
    collect(
      timer(20).pipe(
        concatMap(() => {
          const link = linkOf(madeProcess({ MILLRACE_LINK: path, PMI_RANK: '0' }).process);
          return merge(
            link.requests$.pipe(
              tap(() => {
                // The server takes one more message, and closes.
                link.send(printed);
              }),
            ),
            link.closed$.pipe(map(() => 'closed')),
          );
        }),
        take(2),
      ),
    ),
    collect(serving),
  ]);
  expect(done).toEqual([stop, 'closed']);
});

test("without a launcher, messages go through Node's channel", async () => {
  const { process, sent } = madeProcess({ PMI_RANK: '1', PMI_SIZE: '2' });
  const link = linkOf(process);
  let count = 0;
  link.send(printed, () => count++);
  expect(sent).toEqual([printed]);
  (process as { connected: boolean }).connected = false;
  link.send(failed, () => count++);
  expect([sent.length, count]).toEqual([1, 2]);
  expect(link.owner).toBeUndefined();
  const requests = collect(link.requests$.pipe(take(1)));
  const closed = collect(link.closed$.pipe(take(1)));
  (process as unknown as EventEmitter).emit('message', { _tag: 'Stop' }, undefined);
  (process as unknown as EventEmitter).emit('disconnect');
  expect(await requests).toEqual([{ _tag: 'Stop' }]);
  await closed;
});
