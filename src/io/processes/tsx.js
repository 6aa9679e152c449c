import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// Lets Node run TypeScript in a clone: `node --import ./src/io/processes/tsx.js FILE.ts`. The installed package has no tsx.
// tsx caches compiled code in the system's temporary folder and trusts a folder there that another user created, so its
// cache is off.
process.env['TSX_DISABLE_CACHE'] = '1';
// The `paths` of this file resolve `millrace`, whatever the current folder is.
process.env['TSX_TSCONFIG_PATH'] ??= fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
await import('tsx');
// In a thread, tsx leaves this to the program.
if (!isMainThread) (await import('tsx/esm/api')).register();
