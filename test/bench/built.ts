import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Returns the program of the built package; builds the package first if it is missing or older than a source file. */
export function builtProgram(say: (line: string) => void): string {
  const program = join(root, 'dist/tui/millrace.js');
  const builtAt = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (builtAt < newestOf('src', 'pipelines', 'tui')) {
    say('building the package');
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  }
  return program;
}

/** Returns the time of the last change of a file in the folders. */
const newestOf = (...folders: readonly string[]): number =>
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(root, folder, name),
      ),
    )
    .reduce((newest, file) => Math.max(newest, statSync(file).mtimeMs), 0);
