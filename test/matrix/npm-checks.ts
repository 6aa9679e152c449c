import assert from 'node:assert/strict';
import { packageProject } from '../support/package-project.ts';
import type { Check } from './check.ts';

/** A packed Millrace, and the folder of the npm that installs it. */
export interface NpmSubject {
  readonly tarball: string;
  readonly programs: string;
}

/** Installs the package into an empty project, which is then removed, and starts it. */
const installs =
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

/** How an npm installs the package. Before version 12, install scripts are allowed by default. */
export const npmChecks = (version: string): readonly Check<NpmSubject>[] => [
  { name: 'default', run: installs() },
  { name: 'scripts blocked', run: installs('--ignore-scripts') },
  {
    name: 'scripts allowed',
    run: Number(version) < 12 ? installs('--no-ignore-scripts') : installs('--dangerously-allow-all-scripts'),
  },
];
