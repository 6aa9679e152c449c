import { expect, test, vi } from 'vitest';
import type { DoctorReport } from '../../../src/provision/engine/index.ts';
import { doctor } from '../../../tui/commands/doctor.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeGiven, madeTerminal } from '../made-given.ts';

const report = (json: boolean) =>
  collect(doctor(madeTerminal(), madeGiven({ options: { prepare: false }, shared: { json } })));

test('problems are printed with exit code 1, for people or as one JSON object', async () => {
  using folder = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', folder.path);
  const [lines] = await report(false);
  const [object] = await report(true);
  vi.unstubAllEnvs();
  expect(lines).toEqual({ failureText: expect.stringContaining('! The engine is not prepared.') as unknown });
  expect(object).toEqual({ json: expect.stringMatching(/^\{.*\}\n$/) as unknown, hasFailed: true });
  const content = JSON.parse((object as { readonly json: string }).json) as DoctorReport;
  expect(content).toMatchObject({
    device: 'cpu',
    tensorflow: null,
    problems: [{ problem: 'The engine is not prepared', advice: 'Run: npm start -- doctor --prepare' }],
  });
});
