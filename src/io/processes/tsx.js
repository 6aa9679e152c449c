import { fileURLToPath } from 'node:url';

// Lets Node run TypeScript in a clone: `node --import ./src/io/processes/tsx.js FILE.ts`. The installed package has no tsx.
// tsx keeps what it has compiled in the system's temporary folder and trusts a folder there that another user has made:
// it keeps nothing.
process.env['TSX_DISABLE_CACHE'] = '1';
// Its `paths` name Millrace's modules, whatever the current folder is.
process.env['TSX_TSCONFIG_PATH'] ??= fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
await import('tsx');
