export type { LiveCollective } from './live-collective.ts';
export type { MpiLibrary } from './mpi-library.ts';
export { openCollective, openedCollective, type OpenCollectiveConfig } from './open-collective.ts';
