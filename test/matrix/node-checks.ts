import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loaderArguments } from '../../src/io/index.ts';
import { engineEnvironment } from '../../src/provision/engine/index.ts';
import type { PackageProject } from '../support/package-project.ts';
import { userFile, userJavaScript } from '../support/user-file.ts';
import type { Check } from './check.ts';

const oneTrainingStep = fileURLToPath(new URL('one-training-step.ts', import.meta.url));

const SMALL = ['--arch', 'xresnet18', '--size', '32', '--item-size', '40', '--batch-size', '8'];

/** Runs the command line of the package; rejects unless it exits with 0. */
const millrace = (project: PackageProject, ...args: readonly string[]) =>
  project.succeed('npx', '--no-install', 'millrace', ...args);

/** Writes a pipeline file in TypeScript into a folder of the project, and runs it. */
async function runTypeScript(project: PackageProject, folder: string): Promise<void> {
  const file = project.write(`${folder}/talking.ts`, userFile('talking-pipeline'));
  const { stdout } = await millrace(project, 'run', file, '--data', project.at('photos'));
  assert.match(stdout, /^the epoch has ended$/m);
}

/**
 * Returns the checks of a version of Node: what users of the package do in an empty project with a folder `photos`.
 *
 * @param stripsTypes whether this Node loads TypeScript
 */
export const nodeChecks = (stripsTypes: boolean): readonly Check<PackageProject>[] => [
  { name: 'install', run: (project) => project.succeed('npm', 'install', 'millrace') },
  {
    name: '--help',
    run: async (project) => {
      const { stdout } = await millrace(project, '--help');
      assert.match(stdout, /npx millrace/);
      assert.doesNotMatch(stdout, /npm start/);
    },
  },
  {
    name: 'doctor',
    run: (project) => millrace(project, 'doctor'),
  },
  {
    name: 'training',
    run: async (project) => {
      const out = project.at('runs', 'baseline');
      await millrace(
        project,
        ...['baseline', '--data', project.at('photos'), '--epochs', '1', '--out', out],
        ...SMALL,
      );
      assert.ok(existsSync(`${out}/model.safetensors`));
    },
  },
  {
    name: 'script',
    run: async (project) => {
      const script = project.write('early-stop.mjs', userJavaScript('early-stop'));
      const { stdout, stderr } = await project.succeed('node', script);
      assert.match(stdout, /^epoch 1: .*\nepoch 2: .*\n$/);
      assert.equal(stderr, '');
    },
  },
  {
    name: 'require',
    run: (project) =>
      project.succeed('node', project.write('a.cjs', "require('millrace'); require('millrace/node');")),
  },
  {
    name: '.ts needs tsx',
    run: stripsTypes
      ? null
      : async (project) => {
          const file = project.write('mine.ts', userFile('talking-pipeline'));
          const { code, stderr } = await project.run('npx', '--no-install', 'millrace', 'run', file);
          assert.equal(code, 2);
          assert.match(stderr, /expected Node\.js 22\.18 or later.*\.mjs.*npm install --save-dev tsx/);
          await project.succeed('npm', 'install', '--save-dev', 'tsx');
        },
  },
  { name: '.ts, CommonJS', run: (project) => runTypeScript(project, '.') },
  {
    name: '.ts, module',
    run: (project) => {
      project.write('module/package.json', '{ "type": "module" }');
      return runTypeScript(project, 'module');
    },
  },
  {
    name: 'clone',
    run: async (project) => {
      const environment = Object.entries(engineEnvironment({ device: 'cpu' }));
      const node = ['node', ...loaderArguments(), oneTrainingStep];
      const { stdout } = await project.succeed('env', ...environment.map((pair) => pair.join('=')), ...node);
      const [before = NaN, after = NaN] = JSON.parse(stdout) as readonly number[];
      // The images are ones, the kernel 0.01. It covers 27 values at 36 inner positions, 18 at 24 edge positions and 12 at
      // the 4 corners.
      const expected = (36 * 0.27 ** 2 + 24 * 0.18 ** 2 + 4 * 0.12 ** 2) / 64;
      assert.ok(Math.abs(before - expected) < 1e-6, `expected a loss of ${expected}, got ${before}`);
      assert.ok(after < before, `expected a loss below ${before}, got ${after}`);
    },
  },
  {
    name: 'registry only',
    run: (project) => {
      assert.deepEqual(project.refused, []);
    },
  },
];
