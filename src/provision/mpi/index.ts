export { describeFetch } from '../fetching/describe-fetch.ts';
export { requireLibrary, type MpiPlaces } from './find-library.ts';
export { startWith, type MpiLauncher } from './mpi-launcher.ts';
export { requireMpiOfSlurm } from './require-mpi-of-slurm.ts';
export { provideMpi, type MpiProgress, type MpiReady, type ProvideMpiConfig } from './provide-mpi.ts';
