import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const NAME = '@tensorflow/tfjs-node-gpu';
/** The modules that the carried JavaScript may require besides its own files. */
const PACKAGES = ['@tensorflow/tfjs-core', 'os', 'util'];
const JAVASCRIPT = ['nodejs_kernel_backend.js', 'register_all_kernels.js', 'int64_tensors.js', 'kernels'];

/**
 * Copies the JavaScript and C++ sources of tfjs-node into the package, changed to need tfjs-core only. A dependency on
 * tfjs-node would run its install script on the user's machine, which downloads a TensorFlow of 2022.
 *
 * @param root of the repository
 * @param folder to write, laid out as `@tensorflow/tfjs-node-gpu`: `binding/`, `dist/`, `package.json`
 */
export function carryBinding(root: string, folder: string): void {
  const require = createRequire(join(root, 'package.json'));
  const source = dirname(require.resolve(`${NAME}/package.json`));
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  mkdirSync(join(folder, 'dist', 'kernels'), { recursive: true });
  cpSync(join(source, 'binding'), join(folder, 'binding'), { recursive: true });
  const files = JAVASCRIPT.flatMap((name) => filesOf(join(source, 'dist'), name));
  for (const file of files)
    writeFileSync(join(folder, 'dist', file), patch(file, readFileSync(join(source, 'dist', file), 'utf8')));
  writeFileSync(
    join(folder, 'dist', 'core.js'),
    `// Written by Millrace: takes the place of @tensorflow/tfjs.\nrequire('./registered');\nmodule.exports = require('@tensorflow/tfjs-core');\n`,
  );
  registerGradients(dirname(require.resolve('@tensorflow/tfjs-core')), join(folder, 'dist', 'registered.js'));
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: NAME, version, license: 'Apache-2.0', type: 'commonjs', private: true }, null, 2)}\n`,
  );
  writeFileSync(join(folder, 'CHANGES.md'), changes(version));
  const [license = ''] = readFileSync(join(root, 'LICENSE'), 'utf8').split(/^ *APPENDIX:/m);
  writeFileSync(join(folder, 'LICENSE'), `${license.trimEnd()}\n`);
  const headers = dirname(require.resolve('node-api-headers/package.json'));
  cpSync(join(headers, 'include'), join(folder, 'include'), { recursive: true });
  cpSync(join(headers, 'LICENSE'), join(folder, 'include', 'LICENSE'));
  checkComplete(join(folder, 'dist'), files);
}

/** Changes a file to need tfjs-core only and to run on every supported Node; see CHANGES.md. */
function patch(file: string, text: string): string {
  const up = file.includes('/') ? '..' : '.';
  const changed = text
    .replaceAll('require("@tensorflow/tfjs")', `require("${up}/core")`)
    .replace("require('./proto/api_pb')", 'null')
    .replaceAll('(0, util_1.isNullOrUndefined)', '(function (x) { return x === null || x === undefined; })')
    .replaceAll('(0, util_1.isArray)', 'Array.isArray');
  return changed === text ? text : `// Changed by Millrace: see ${up}/../CHANGES.md.\n${changed}`;
}

/** Throws if a file requires a missing file or package, or calls a function that newer versions of Node lack. */
function checkComplete(folder: string, files: readonly string[]): void {
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    const missing = [...text.matchAll(/require\((["'])(.*?)\1\)/g)]
      .map(([, , name = '']) => name)
      .find((name) =>
        name.startsWith('.')
          ? !existsSync(resolve(folder, dirname(file), name.replace(/(\.js)?$/, '.js')))
          : !PACKAGES.includes(name),
      );
    if (missing !== undefined)
      throw new Error(`${basename(file)} of ${NAME} requires ${missing}, which the package lacks`);
    if (/util_1\.is(NullOrUndefined|Array)\b/.test(text))
      throw new Error(`${basename(file)} calls a removed function`);
  }
}

const filesOf = (folder: string, name: string): readonly string[] =>
  name.endsWith('.js')
    ? [name]
    : readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.js'))
        .map((file) => `${name}/${file}`);

/**
 * Bundles the modules in which tfjs-core registers its gradients and chained ops: Node cannot load them, because their
 * imports have no extensions. They register globally, for every copy of tfjs-core.
 */
function registerGradients(core: string, outfile: string): void {
  const contents = ['./public/chained_ops/register_all_chained_ops', './register_all_gradients']
    .map((name) => `import '${name}';`)
    .join('\n');
  buildSync({
    stdin: { contents, resolveDir: core },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'none',
    banner: {
      js: '// Gradients and chained ops of @tensorflow/tfjs-core, Apache-2.0, Copyright Google LLC.',
    },
    outfile,
    logLevel: 'warning',
  });
}

const changes = (version: string): string => `# Changes to ${NAME} ${version}

Copyright Google LLC and contributors, Apache License 2.0 (LICENSE beside this file). Copied from the npm package by
Millrace's build:

- \`binding/\`: the C++ sources, unchanged.
- \`dist/\`: the kernels and the backend. \`require("@tensorflow/tfjs")\` became \`require("./core")\`: \`@tensorflow/tfjs-core\`
  with its gradients and chained ops registered (\`registered.js\`, bundled from \`@tensorflow/tfjs-core\`).
- \`dist/nodejs_kernel_backend.js\`: without TensorBoard histograms, and so without google-protobuf.
- \`util.isNullOrUndefined\` and \`util.isArray\`, which Node 23 removed, are replaced by equivalent expressions.
- \`include/\`: the headers of node-api-headers (MIT, licence included), which the C++ sources include.
- Every changed file says so in its first line.
- Omitted: the install script and its download, file and HTTP handlers, saved models, callbacks, TensorBoard, tests,
  declarations.
`;
