import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const eslint = new ESLint({ cwd: root, overrideConfigFile: 'test/laws/eslint.config.js' });

/** Lints a text as if it were the content of a file; returns the rules that it breaks. */
async function rulesBrokenBy(filePath: string, text: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const offences: readonly (readonly [title: string, rule: string, text: string])[] = [
  ['a subscription', 'no-restricted-syntax', `import { of } from 'rxjs';\nof(1).subscribe();\n`],
  [
    'a hidden subscription',
    'no-restricted-syntax',
    `import { firstValueFrom, of } from 'rxjs';\nexport const one: Promise<number> = firstValueFrom(of(1));\n`,
  ],
  [
    'a nested subscription',
    'rxjs-x/no-nested-subscribe',
    `import { of } from 'rxjs';\nof(1).subscribe(() => of(2).subscribe());\n`,
  ],
  [
    'an exposed subject',
    'rxjs-x/no-exposed-subjects',
    `import { Subject } from 'rxjs';\nexport class Run {\n  readonly stop$ = new Subject<void>();\n}\n`,
  ],
  ['unseeded randomness', 'no-restricted-syntax', `export const draw = (): number => Math.random();\n`],
  ['the time of day', 'no-restricted-globals', `export const now = (): number => Date.now();\n`],
  ['the process', 'no-restricted-globals', `export const flag = (): boolean => process.argv.length > 2;\n`],
  ['any', '@typescript-eslint/no-explicit-any', `export const value: any = 1;\n`],
  [
    'an expected type error',
    '@typescript-eslint/ban-ts-comment',
    `// @ts-expect-error because\nexport const value: string = 1;\n`,
  ],
  ['a long file', 'max-lines', `export const value = 1;\n${'// more\n'.repeat(250)}`],
];

test.each(offences)('%s is reported: %s', async (_, rule, text) => {
  expect(await rulesBrokenBy('src/flow/chunked.ts', text)).toContain(rule);
});

test('a comment cannot disable a rule', async () => {
  const text = `// eslint-disable-next-line no-restricted-syntax\nexport const draw = (): number => Math.random();\n`;
  expect(await rulesBrokenBy('src/flow/chunked.ts', text)).toContain('no-restricted-syntax');
});

test('tests may subscribe', async () => {
  const text = `import { of } from 'rxjs';\nof(1).subscribe();\n`;
  expect(await rulesBrokenBy('test/laws/lint.test.ts', text)).toEqual([]);
});
