import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catchError, filter, merge, of, Subject, take, tap } from 'rxjs';
import { expect, test, vi } from 'vitest';
import type { MillraceError } from '../../../src/core/index.ts';
import { launchModule, type LaunchModuleConfig } from '../../../src/io/index.ts';
import { isAlive } from '../../../src/io/support/is-alive.ts';
import { collect } from '../../support/collect.ts';
import { fakeMpiexec } from '../../support/fake-mpiexec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const entry = fileURLToPath(new URL('../../support/member-program.ts', import.meta.url));

interface Answer {
  readonly rank: number;
  readonly pid: number;
  readonly message: unknown;
}

const launch = (folder: string, config: Partial<LaunchModuleConfig> & Pick<LaunchModuleConfig, 'job'>) =>
  launchModule<Answer | string>({
    ...{ entry, env: {}, processes: 3, launcher: fakeMpiexec(folder, 3) },
    ...config,
  });

const failure = (folder: string, job: string): Promise<MillraceError['detail']> =>
  collect(launch(folder, { job })).then(
    () => expect.fail('it ended'),
    (error: unknown) => (error as MillraceError).detail,
  );

test('every process receives the job, the commands go to process 0, and its messages are emitted', async () => {
  using folder = temporaryFolder();
  vi.stubEnv('TMPDIR', folder.path);
  const later$ = new Subject<unknown>();
  // The first ones precede the connection of process 0.
  const commands$ = merge(of('pause', 'go on'), later$);
  const job = { loss: NaN, text: 'x'.repeat(300_000) };
  const received = await collect(
    launch(folder.path, { job, commands$ }).pipe(
      tap((answer) => {
        if ((answer as Answer).message === 'go on') later$.next('end');
      }),
      // The others receive no command: unsubscribing ends them.
      take(4),
    ),
  );
  vi.unstubAllEnvs();
  expect(received).toMatchObject([
    { rank: 0, message: job },
    { rank: 0, message: 'pause' },
    { rank: 0, message: 'go on' },
    { rank: 0, message: 'end' },
  ]);
  expect(readdirSync(folder.path)).toEqual(['mpiexec']);
});

test('completes when all have ended', async () => {
  using folder = temporaryFolder();
  expect(await collect(launch(folder.path, { job: 'end' }))).toMatchObject([{ message: 'end' }]);
});

test('a process that is killed is named, and the last checkpoint too', async () => {
  using folder = temporaryFolder();
  expect(await failure(folder.path, '2 dies')).toMatchObject({
    _tag: 'ProcessLost',
    where: 'process 3 of 3',
    received: 'killed by SIGKILL',
    advice:
      'If memory ran out, use fewer --processes or a smaller --batch-size or --size. `resume` continues from the last checkpoint.',
  });
});

test('a process that exits is named, with its exit code', async () => {
  using folder = temporaryFolder();
  expect(await failure(folder.path, '1 exits')).toMatchObject({
    where: 'process 2 of 3',
    received: 'ended with exit code 7',
  });
});

test('the failure that another process reports is emitted', async () => {
  using folder = temporaryFolder();
  const received = launch(folder.path, { job: '1 fails' }).pipe(
    filter((message) => typeof message === 'string'),
    catchError(() => of('error')),
  );
  expect(await collect(received)).toEqual(['failure of 1', 'error']);
});

test('a launcher that fails is an error with what it printed', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'broken');
  writeFileSync(path, '#!/bin/sh\necho there are not enough slots\necho no >&2\nexit 4\n');
  chmodSync(path, 0o755);
  const launching = launch(folder.path, { job: '', launcher: { path, args: [], killSignal: 'SIGKILL' } });
  await expect(collect(launching)).rejects.toThrow(
    'broken: expected exit code 0, received 4\n  no\n  there are not enough slots',
  );
  writeFileSync(path, '#!/bin/sh\nPMI_RANK=0 PMI_SIZE=2 "$@"\nexit 1\n');
  const stopped = launch(folder.path, {
    job: '0 exits',
    launcher: { path, args: [], killSignal: 'SIGKILL' },
  });
  await expect(collect(stopped)).rejects.toThrow(
    'broken: expected exit code 0, received 1, without a message. It may have been stopped from outside.',
  );
  const missing = launch(folder.path, {
    job: '',
    launcher: { path: join(folder.path, 'none'), args: [], killSignal: 'SIGKILL' },
  });
  await expect(collect(missing)).rejects.toThrow('none: cannot be started: ');
});

test('unsubscribing kills all processes', async () => {
  using folder = temporaryFolder();
  const [answer] = await collect(launch(folder.path, { job: 'wait' }).pipe(take(1)));
  const { pid } = answer as Answer;
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5000);
});
