import { expect, test } from 'vitest';
import { architectureNamed } from '../../src/nn/index.ts';

test.each(['vgg', '__proto__', 'constructor', 'toString'])('the architecture %s is unknown', (name) => {
  expect(() => architectureNamed(name)).toThrow(`architecture: expected one of xresnet18, `);
});
