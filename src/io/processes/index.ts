export { forked, type ForkedConfig } from './forked.ts';
export { isAlive } from './is-alive.ts';
export { loadModule } from './load-module.ts';
export { locked } from './lock.ts';
export { loaderArguments, ownModule } from './own-module.ts';
export { runCommand, type Command, type Finished } from './run-command.ts';
export { userError, type UserErrorConfig } from './user-error.ts';
export type { Waiting } from './waiting.ts';
