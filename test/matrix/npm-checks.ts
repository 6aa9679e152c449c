import assert from 'node:assert/strict';
import { packageProject } from '../support/package-project.ts';
import type { Check } from './check.ts';

/** A tarball of Millrace, and the folder of the npm that installs it. */
export interface NpmSubject {
  readonly tarball: string;
  readonly programs: string;
}

/** Installs the package into an empty temporary project and starts it. */
const install =
  (...options: readonly string[]) =>
  async ({ tarball, programs }: NpmSubject): Promise<void> => {
    await using project = await packageProject(tarball, [programs]);
    const { stderr } = await project.succeed('npm', 'install', ...options, 'millrace');
    assert.equal(stderr, '');
    const { stdout } = await project.succeed('npx', '--no-install', 'millrace', '--help');
    assert.match(stdout, /npx millrace/);
    await project.succeed('npx', '--no-install', 'millrace', 'doctor');
    assert.deepEqual(project.refused, []);
  };

/** Returns the checks of a version of npm. Before version 12, npm allows install scripts by default. */
export const npmChecks = (version: string): readonly Check<NpmSubject>[] => [
  { name: 'default', run: install() },
  { name: 'scripts blocked', run: install('--ignore-scripts') },
  {
    name: 'scripts allowed',
    run: Number(version) < 12 ? install('--no-ignore-scripts') : install('--dangerously-allow-all-scripts'),
  },
];
