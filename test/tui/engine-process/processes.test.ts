import { EMPTY, NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { badData, MillraceError, type MillraceError as Failure } from '../../../src/core/index.ts';
import { alone } from '../../../src/flow/index.ts';
import type { LiveCollective, MpiLibrary } from '../../../src/io/index.ts';
import type { Message } from '../../../tui/engine-process/messages.ts';
import { failing, failureCode, openedProcesses } from '../../../tui/engine-process/processes.ts';
import { collect } from '../../support/collect.ts';
import { marbles } from '../../support/marbles.ts';

const error = badData('photos', 'a folder', 'a file', 'Check the path.');
const messages: Record<string, Message> = {
  a: { _tag: 'Printed', stream: 'stdout', text: 'a line' },
  f: { _tag: 'Failed', error },
};
const failed = (cause: unknown): Message => ({ _tag: 'Failed', error: (cause as Failure).detail });

describe('failing', () => {
  test('tells the others, reports the failure, then lets the others end', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-#', messages, new MillraceError(error));
      const fail$ = cold<never>('--|');
      const dismiss$ = cold<never>('-|');
      const expected = '     -a---f|';
      const reasons: string[] = [];
      const group = { rank: 0, fail$: (reason: string) => (reasons.push(reason), fail$), dismiss$ };
      expectObservable(source.pipe(failing(group, failed))).toBe(expected, messages);
      expectSubscriptions(fail$.subscriptions).toBe('   ---^-!');
      expectSubscriptions(dismiss$.subscriptions).toBe('-----^!');
      expect(reasons).toEqual([]);
    });
  });

  test('another process lets nobody end, and reports when process 0 lets it', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  #', messages, new MillraceError(error));
      const fail$ = cold<never>('----|');
      const expected = '     ----(f|)';
      const group = { rank: 1, fail$: () => fail$, dismiss$: NEVER };
      expectObservable(source.pipe(failing(group, failed))).toBe(expected, messages);
    });
  });

  test('does not wait for ever', () => {
    marbles().run(({ cold, expectObservable }) => {
      const source = cold('  #', messages, new MillraceError(error));
      const expected = '     30s f 29999ms |';
      const group = { rank: 0, fail$: () => NEVER, dismiss$: NEVER };
      expectObservable(source.pipe(failing(group, failed))).toBe(expected, messages);
    });
  });

  test('passes a run that does not fail', () => {
    marbles().run(({ cold, expectObservable }) => {
      const group = { rank: 0, fail$: () => EMPTY, dismiss$: EMPTY };
      expectObservable(cold('-a-|', messages).pipe(failing(group, failed))).toBe('-a-|', messages);
      expectObservable(cold('|', messages).pipe(failing(group, failed))).toBe('|');
      expectObservable(NEVER.pipe(failing(group, failed))).toBe('-');
      expectObservable(cold('-a-', messages).pipe(failing(group, failed)), '--!').toBe('-a', messages);
    });
  });
});

const library: MpiLibrary = { path: '/lib/libmpi.so.12', abi: 'mpich', name: 'MPICH' };
const collective = { ...alone, rank: 1, size: 2, threads: 3 } as unknown as LiveCollective;

describe('openedProcesses', () => {
  test('opens the library of the job, and divides the cores', async () => {
    const env: NodeJS.ProcessEnv = {};
    const opened: unknown[] = [];
    const open = (config: unknown) => (opened.push(config), of(collective));
    expect(await collect(openedProcesses({ library, env, stop$: NEVER, open }))).toEqual([collective]);
    expect(opened).toEqual([{ library }]);
    expect(env).toEqual({ TF_NUM_INTRAOP_THREADS: '3', TF_NUM_INTEROP_THREADS: '3' });
  });

  test('--threads overrides the division', async () => {
    const env: NodeJS.ProcessEnv = { TF_NUM_INTRAOP_THREADS: '8', TF_NUM_INTEROP_THREADS: '8' };
    await collect(openedProcesses({ library, env, stop$: NEVER, open: () => of(collective) }));
    expect(env['TF_NUM_INTRAOP_THREADS']).toBe('8');
  });

  test('without a library, a process is alone and sets nothing, also after a stop', async () => {
    const env: NodeJS.ProcessEnv = {};
    const [processes] = await collect(openedProcesses({ library: null, env, stop$: of(true) }));
    expect(processes).toMatchObject({ rank: 0, size: 1 });
    expect(env).toEqual({});
  });

  test('a stop ends the wait for other processes', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const opening = cold<LiveCollective>('-----(a|)', { a: collective });
      const config = { library, env: {}, open: () => opening };
      expectObservable(openedProcesses({ ...config, stop$: cold('--a') })).toBe('--|');
      expectSubscriptions(opening.subscriptions).toBe('^-!');
    });
  });
});

test('only process 0 reports a failure in a message: the others exit with 1', () => {
  expect(failureCode({})).toBe(0);
  expect(failureCode({ PMI_RANK: '0', PMI_SIZE: '2' })).toBe(0);
  expect(failureCode({ PMI_RANK: '1', PMI_SIZE: '2' })).toBe(1);
});
