import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { list } from 'tar';
import type { ProgramResult } from './command-line.ts';
import { localRegistry } from './local-registry.ts';
import { runProgram, runSuccessfully } from './run-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The environment variables that a user's programs inherit: none that npm, vitest or the engine sets. */
const INHERITED = ['HOME', 'LANG', 'TMPDIR', 'XDG_CACHE_HOME'];

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/**
 * Returns the environment of a user's shell.
 *
 * @param folders to search for programs before those of the PATH
 */
function userEnvironment(folders: readonly string[]): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((each) => !each.includes('node_modules'));
  const inherited = INHERITED.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: [...folders, ...path].join(delimiter),
  } as NodeJS.ProcessEnv;
}

/** Builds the package and packs it into a folder; returns the path of the tarball. */
export async function packPackage(folder: string): Promise<string> {
  const options = { cwd: root, env: userEnvironment([dirname(process.execPath)]) };
  await runSuccessfully('npm', ['run', 'build'], options);
  await runSuccessfully('npm', ['pack', '--pack-destination', folder], options);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack wrote no tarball into ${folder}`);
  return join(folder, name);
}

/** Returns the paths of the files in a tarball, without the leading `package/`. */
export function filesIn(tarball: string): readonly string[] {
  const files: string[] = [];
  list({ file: tarball, sync: true, onReadEntry: ({ path }) => files.push(path.replace(/^package\//, '')) });
  return files;
}

/** A user's project with its own registry, the only server that its programs can reach. */
export interface PackageProject extends AsyncDisposable {
  readonly at: (...names: readonly string[]) => string;
  readonly write: (name: string, ...lines: readonly string[]) => string;
  readonly run: (program: string, ...args: readonly string[]) => Promise<ProgramResult>;
  /** As `run`; rejects unless the program exits with 0. */
  readonly succeed: (program: string, ...args: readonly string[]) => Promise<ProgramResult>;
  /** The requests for anything but a package of the lock file. */
  readonly refused: readonly string[];
}

/**
 * Creates an empty project with `npm init -y`.
 *
 * @param tarball of Millrace, served by the project's registry
 * @param folders to search for programs first, such as those of another Node and npm
 */
export async function packageProject(
  tarball: string,
  folders: readonly string[] = [dirname(process.execPath)],
): Promise<PackageProject> {
  const temporary = temporaryFolder();
  const folder = join(temporary.path, 'project');
  mkdirSync(folder);
  const userconfig = join(temporary.path, 'npmrc');
  writeFileSync(userconfig, '');
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  const registry = await localRegistry(readFileSync(tarball), manifest);
  const env = {
    ...userEnvironment(folders),
    npm_config_registry: registry.url,
    npm_config_userconfig: userconfig,
    npm_config_cache: join(temporary.path, 'npm'),
    ...Object.fromEntries(PROXIES.map((name) => [name, registry.url])),
  };
  const options = { cwd: folder, env };
  await runSuccessfully('npm', ['init', '-y'], options);
  return {
    at: (...names) => join(folder, ...names),
    write: (name, ...lines) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${lines.join('\n')}\n`);
      return file;
    },
    run: (program, ...args) => runProgram(program, args, options),
    succeed: (program, ...args) => runSuccessfully(program, args, options),
    refused: registry.refused,
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      temporary[Symbol.dispose]();
    },
  };
}
