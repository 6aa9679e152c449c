import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export const ENGINE = 'tensorflow-2.21.0-cpu-linux-x64';

/** Creates a cache folder with an entry of every kind; every file was last used on 2026-03-01. */
export function madeCache() {
  const folder = temporaryFolder();
  const write = (name: string, text: string): void => {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, new Date('2026-03-01'), new Date('2026-03-01'));
  };
  write(`${ENGINE}/tensorflow/library`, 'x'.repeat(1000));
  write(`${ENGINE}/binding-4.22.0-0a1b2c3d/tfjs_binding.node`, 'x'.repeat(100));
  write('cifar10/6000-1000/train/cat/1.png', 'x'.repeat(50));
  write('imagenette-160.tgz.part', 'x'.repeat(40));
  write('items/0.pixels', 'x'.repeat(30));
  write('node-linux-x64-22/node', 'x'.repeat(20));
  return { ...folder, write, [Symbol.dispose]: folder[Symbol.dispose] };
}
