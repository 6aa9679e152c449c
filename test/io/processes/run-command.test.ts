import { expect, test } from 'vitest';
import { runCommand } from '../../../src/io/processes/run-command.ts';
import { collect } from '../../support/collect.ts';

const node = (script: string) =>
  collect(runCommand({ file: process.execPath, args: ['-e', script], environment: process.env }));

test('emits the exit code and the output of a program', async () => {
  expect(await node(`console.log('out'); console.error('err'); process.exitCode = 3`)).toEqual([
    { status: 3, output: 'out\n', errors: 'err\n' },
  ]);
});

test('emits the signal that killed a program', async () => {
  expect(await node(`process.kill(process.pid, 'SIGKILL')`)).toMatchObject([{ status: 'SIGKILL' }]);
});

test('emits `missing` for a program that does not exist', async () => {
  const missing = runCommand({ file: 'no-such-program', args: [], environment: { PATH: '/nowhere' } });
  expect(await collect(missing)).toEqual([{ status: 'missing', output: '', errors: '' }]);
});

test('passes only the given environment', async () => {
  const environment = { ONE: '1' };
  const command = { file: process.execPath, args: ['-p', 'Object.keys(process.env).join()'], environment };
  expect(await collect(runCommand(command))).toMatchObject([{ output: 'ONE\n' }]);
});
