import { expect, test } from 'vitest';
import { isClone, moduleExtension, shellCommand } from '../../src/core/index.ts';

test('in a clone, commands use npm start and modules are TypeScript', () => {
  expect({ isClone, moduleExtension }).toEqual({ isClone: true, moduleExtension: '.ts' });
  expect(shellCommand()).toBe('npm start');
  expect(shellCommand(['doctor', '--prepare'])).toBe('npm start -- doctor --prepare');
  expect(shellCommand(['baseline', 'my photos'])).toBe("npm start -- baseline 'my photos'");
});
