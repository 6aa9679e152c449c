export { forkModule, type ForkModuleConfig } from './fork-module.ts';
export { loadModule } from './load-module.ts';
export { isAbandoned, processMark } from '../support/is-alive.ts';
export { withLock, type Waiting } from './lock.ts';
export { orphanGuard, type OrphanGuard, type OrphanGuardConfig } from './orphan-guard.ts';
export { loaderArguments, ownModule, ownWorker } from './own-module.ts';
export { runCommand, type Command, type Finished } from './run-command.ts';
export { userError, type UserErrorConfig } from './user-error.ts';
