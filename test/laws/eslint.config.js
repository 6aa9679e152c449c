import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

// Patterns are relative to the folder that eslint is started in, the top of the repository: this file is passed with
// --config.
const root = fileURLToPath(new URL('../..', import.meta.url));

const edges = ['tui/main.tsx', 'tui/engine-process/runner.ts', 'tui/dashboard/use-stream.ts'];

const randomness = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: 'Every draw is a function of (seed, epoch, index): use the Rng of core.',
};
const subscription = [
  {
    selector: "CallExpression[callee.property.name='subscribe']",
    message:
      'A run is cold until the edge subscribes (tui/main.tsx, runner.ts, use-stream.ts): compose instead.',
  },
  {
    selector: 'CallExpression[callee.name=/^(firstValueFrom|lastValueFrom)$/]',
    message: 'This subscribes, which only the edge does: compose instead.',
  },
];

const clocks = ['Date', 'performance'].map((name) => ({
  name,
  message: 'Time is a capability (Capabilities.now): results never depend on the clock, tests set it.',
}));

export default defineConfig(
  { ignores: ['**/node_modules/', 'runs/', 'coverage/', 'docs/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      rxjsX.configs.strict,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      'no-console': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', randomness, ...subscription],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `() => stream.next()` says what it means.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Numbers and booleans print as one expects.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // What is left out of an object on purpose has a name that says so.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // An error that is passed on is whatever it was.
      'rxjs-x/throw-error': ['error', { allowThrowingAny: false, allowThrowingUnknown: true }],
      // It asks for `!`, which no-non-null-assertion forbids: `as number` it is, in loops over pixels.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // tsc's noPropertyAccessFromIndexSignature is off, and process.env['X'] is clearer.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    // Rooms that know no clock and no process: what they need of the world comes as a capability.
    files: ['src/**/*.ts'],
    ignores: ['src/io/**', 'src/provision/**', 'src/engine/**', 'src/core/installation.ts', 'src/node.ts'],
    rules: {
      'no-restricted-globals': ['error', ...clocks, { name: 'process', message: 'Ask a capability.' }],
    },
  },
  {
    files: edges,
    rules: { 'no-restricted-syntax': ['error', randomness] },
  },
  {
    files: ['test/**/*.ts', 'test/**/*.tsx'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': ['error', randomness],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // A test that is wrong about these fails, which is what a test is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/prefer-observer': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
      'rxjs-x/no-floating-observables': 'off',
    },
  },
);
