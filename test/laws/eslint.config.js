import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

// Passed with --config, so patterns are relative to the working directory: the root of the repository.
const root = fileURLToPath(new URL('../..', import.meta.url));

const edges = [
  'tui/main.tsx',
  'tui/engine-process/runner.ts',
  'src/prediction-process.ts',
  // Ends MPI with the script.
  'src/node.ts',
  // Turns streams into promises.
  'src/serving/load-model.ts',
];

const randomness = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: 'Random numbers depend on (seed, epoch, index) only: use the Rng of core.',
};
const subscription = [
  {
    selector: "CallExpression[callee.property.name='subscribe']",
    message: 'Only the edge subscribes (see `edges`): compose operators instead.',
  },
  {
    selector: 'CallExpression[callee.name=/^(firstValueFrom|lastValueFrom)$/]',
    message: 'This subscribes, and only the edge may: compose operators instead.',
  },
];

const clocks = ['Date', 'performance'].map((name) => ({
  name,
  message:
    'Time is a capability (Capabilities.now): results never depend on the clock, and tests set the time.',
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
      'no-duplicate-imports': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', randomness, ...subscription],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Allows `() => stream.next()`.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Allows `const { dropped: _, ...rest } = object`.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A rethrown error may have any type.
      'rxjs-x/throw-error': ['error', { allowThrowingAny: false, allowThrowingUnknown: true }],
      // It requires `!`, which no-non-null-assertion forbids; loops over pixels use `as number` instead.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // process.env['X'] shows that X is not a declared property.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    // These rooms may not read the clock or the process: they receive capabilities.
    files: ['src/**/*.ts'],
    ignores: [
      'src/io/**',
      'src/provision/**',
      'src/engine/**',
      'src/page/**',
      'src/core/installation.ts',
      'src/node.ts',
      'src/prediction-process.ts',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        ...clocks,
        { name: 'process', message: 'Use a capability instead.' },
      ],
    },
  },
  {
    // A list of names.
    files: ['src/index.ts'],
    rules: { 'max-lines': 'off' },
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
      // A wrong assumption about these fails the test anyway.
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
