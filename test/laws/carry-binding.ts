import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const NAME = '@tensorflow/tfjs-node-gpu';
/** The union of all TensorFlow.js packages, of which the binding's JavaScript needs tfjs-core and what it registers. */
const UNION = '"@tensorflow/tfjs"';
/** Writes TensorBoard's histograms, which need Google's protobuf library. Millrace writes event files by itself. */
const PROTO = "var messages = require('./proto/api_pb');";
const JAVASCRIPT = ['nodejs_kernel_backend.js', 'register_all_kernels.js', 'int64_tensors.js', 'kernels'];

/**
 * Carries the JavaScript and C++ sources of tfjs-node into the package, without its install script, which downloads a
 * TensorFlow of 2022, and on top of tfjs-core alone. A dependency on tfjs-node would run that script at the user's.
 *
 * @param root of the repository
 * @param folder that becomes the binding's, as `@tensorflow/tfjs-node-gpu` has it: `binding/`, `dist/`, `package.json`
 */
export function carryBinding(root: string, folder: string): void {
  const require = createRequire(join(root, 'package.json'));
  const source = dirname(require.resolve(`${NAME}/package.json`));
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  mkdirSync(join(folder, 'dist', 'kernels'), { recursive: true });
  cpSync(join(source, 'binding'), join(folder, 'binding'), { recursive: true });
  for (const file of JAVASCRIPT.flatMap((name) => filesOf(join(source, 'dist'), name))) {
    const text = readFileSync(join(source, 'dist', file), 'utf8');
    const core = file.includes('/') ? '"../core"' : '"./core"';
    const carried = text.replaceAll(UNION, core).replace(PROTO, 'var messages = null;');
    const left = /require\(["'](?!\.|util|os|@tensorflow\/tfjs-core["'])[^"']*["']\)/.exec(carried);
    if (left !== null)
      throw new Error(`${file} of ${NAME} needs ${left[0]}, which the package would not have`);
    writeFileSync(join(folder, 'dist', file), carried);
  }
  writeFileSync(
    join(folder, 'dist', 'core.js'),
    `// By Millrace: what the union package is to tfjs-node.\nrequire('./registered');\nmodule.exports = require('@tensorflow/tfjs-core');\n`,
  );
  registerGradients(dirname(require.resolve('@tensorflow/tfjs-core')), join(folder, 'dist', 'registered.js'));
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: NAME, version, license: 'Apache-2.0', type: 'commonjs', private: true }, null, 2)}\n`,
  );
  writeFileSync(join(folder, 'CHANGES.md'), changes(version));
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}

const filesOf = (folder: string, name: string): readonly string[] =>
  name.endsWith('.js')
    ? [name]
    : readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.js'))
        .map((file) => `${name}/${file}`);

/**
 * tfjs-core registers its gradients and chained ops in modules that Node cannot load (imports without extensions): one
 * file of them, as in the union package. They register globally, whichever copy of tfjs-core does it.
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

Copyright Google LLC and contributors, Apache License 2.0 (LICENSE beside this file). Carried over from the npm package
by Millrace's build:

- \`binding/\`: the C++ sources, unchanged.
- \`dist/\`: the kernels and the backend. \`require("@tensorflow/tfjs")\` is \`require("./core")\`: \`@tensorflow/tfjs-core\`
  with its gradients and chained ops registered (\`registered.js\`, bundled from \`@tensorflow/tfjs-core\`).
- \`dist/nodejs_kernel_backend.js\`: TensorBoard's histograms are left out, and with them google-protobuf.
- Left out: the install script and its download, file and HTTP handlers, saved models, callbacks, TensorBoard, tests,
  declarations.
`;
