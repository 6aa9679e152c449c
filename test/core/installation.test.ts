import { expect, test } from 'vitest';
import { isClone, moduleExtension, shellCommand } from '../../src/core/index.ts';

test('tests run in a clone: commands go through npm start, modules are TypeScript', () => {
  expect({ isClone, moduleExtension }).toEqual({ isClone: true, moduleExtension: '.ts' });
  expect(shellCommand()).toBe('npm start');
  expect(shellCommand('doctor --prepare')).toBe('npm start -- doctor --prepare');
});
