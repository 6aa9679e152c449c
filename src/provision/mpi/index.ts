export { describeFetch } from '../fetching/describe-fetch.ts';
export { requireLibrary, type MpiPlaces } from './find-library.ts';
export { launchedBy, requireMpiOfSlurm, type Launched } from './launched.ts';
export { launcherArguments, type MpiLauncher } from './mpi-launcher.ts';
export { provideMpi, type MpiProgress, type MpiReady, type ProvideMpiConfig } from './provide-mpi.ts';
