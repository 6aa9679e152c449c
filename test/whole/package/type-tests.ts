import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { PackageProject } from '../../support/package-project.ts';
import { userFile } from '../../support/user-file.ts';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

export function typeTests(project: () => PackageProject): void {
  describe.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('module %s, resolution %s', (module, moduleResolution) => {
    test.concurrent.each([true, false])('strict, skipLibCheck %s: no errors', async (skipLibCheck) => {
      const files = ['typed.ts', 'typed.mts'].map((name) => project().write(name, userFile('typed')));
      const compilerOptions = {
        ...{ module, moduleResolution, skipLibCheck },
        ...{ target: 'es2022', strict: true, noEmit: true, types: [] },
      };
      const config = project().write(
        `tsconfig.${moduleResolution}-${skipLibCheck}.json`,
        JSON.stringify({ compilerOptions, files }),
      );
      expect(await project().run('node', tsc, '--project', config)).toEqual({
        ...{ code: 0, stdout: '', stderr: '' },
      });
    });
  });
}
