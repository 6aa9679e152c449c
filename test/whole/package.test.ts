import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePhotos } from '../support/photos.ts';
import { packageProject, packPackage, type PackageProject } from '../support/package-project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { commandTests } from './package/command-tests.ts';
import { importTests } from './package/import-tests.ts';
import { installationTests } from './package/installation-tests.ts';
import { pipelineFileTests } from './package/pipeline-file-tests.ts';
import { tarballTests } from './package/tarball-tests.ts';
import { typeTests } from './package/type-tests.ts';

const temporary = temporaryFolder();
let tarball: string;
let project: PackageProject;
let installed = '';

/** Builds, packs and installs once for all tests of the package. */
beforeAll(async () => {
  tarball = await packPackage(temporary.path);
  project = await packageProject(tarball);
  installed = (await project.succeed('npm', 'install', 'millrace')).stderr;
  await writePhotos(project.at('photos'));
}, 300_000);

afterAll(async () => {
  // Building or packing may have failed.
  await (project as PackageProject | undefined)?.[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
}, 120_000);

describe('the tarball', () => {
  tarballTests(() => tarball);
});

describe('npm install', () => {
  test('prints no warning', () => {
    expect(installed).toBe('');
  });
  installationTests(() => project);
});

describe('the command line', () => {
  commandTests(() => project);
});

describe('imports', () => {
  importTests(() => project);
});

describe('a pipeline file', () => {
  pipelineFileTests(() => project);
});

describe('types', () => {
  typeTests(() => project);
});

test('the commands above requested only packages of the lock file', () => {
  expect(project.refused).toEqual([]);
});
