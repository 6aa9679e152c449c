import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = ['src', 'pipelines', 'tui'] as const;
/** Everything else that the program reads. */
const OTHERS = /\.(?:md|cc|h)$/;

/**
 * Compiles the working tree into a folder, file by file: a clone whose processes start in a third of the time, because
 * none compiles TypeScript. It cannot load a user's TypeScript.
 */
export async function compileSources(folder: string): Promise<void> {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
  );
  await build({
    entryPoints: files.filter((file) => /\.tsx?$/.test(file)).map((file) => join(root, file)),
    outdir: folder,
    outbase: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfig: join(root, 'tsconfig.json'),
    logLevel: 'error',
    plugins: [fileByFile, asClone],
  });
  for (const file of ['package.json', ...files.filter((each) => OTHERS.test(each))]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  // Its processes start without a loader.
  writeFileSync(join(folder, 'src', 'io', 'processes', 'tsx.js'), '');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** Leaves every import in place, with the extension of the compiled file. */
const fileByFile: Plugin = {
  name: 'file by file',
  setup: ({ onResolve }) => {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/^(\..*)\.tsx?$/, '$1.js'), external: true },
    );
  },
};

/** The compiled files are those of a clone, not of the installed package. */
const asClone: Plugin = {
  name: 'as a clone',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/src\/core\/installation\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: replaced(readFileSync(path, 'utf8'), [
        ["import.meta.url.endsWith('.ts')", 'true'],
        ["isClone ? '.ts' : '.js'", "'.js'"],
      ]),
    }));
  },
};

const replaced = (text: string, changes: readonly (readonly [from: string, to: string])[]): string =>
  changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`installation.ts has no ${from}`);
    return before.replace(from, to);
  }, text);
