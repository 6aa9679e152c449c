import { badOption, launchedBy, type AppError } from '../../src/core/index.ts';
import type { CommandLine } from './command-line.ts';
import { isParallel, type CommandEntry } from './commands.ts';
import type { Layer } from './settings.ts';

/** Returns the number of processes that run a command together. */
export const processesOf = (
  command: CommandEntry,
  { processes = 1 }: Layer,
  { environment }: Pick<CommandLine, 'environment'>,
): number => (isParallel(command) ? (launchedBy(environment)?.size ?? Number(processes)) : 1);

/** Reports options that conflict with an MPI launcher. A number of processes in a file or the environment is ignored. */
export const launchErrors = (
  flags: Layer,
  { environment }: Pick<CommandLine, 'environment'>,
): readonly AppError[] =>
  launchedBy(environment) !== null
    ? [
        ...('processes' in flags
          ? [
              badOption(
                '--processes',
                '',
                'cannot be combined with an MPI launcher (mpirun, mpiexec, srun), which starts the processes',
                'Omit --processes, or start Millrace without the launcher.',
              ),
            ]
          : []),
        ...(flags['detach'] === true
          ? [
              badOption(
                '--detach',
                '',
                'cannot be combined with an MPI launcher (mpirun, mpiexec, srun), which waits for its processes',
                'Start the launcher with nohup or as a batch job instead.',
              ),
            ]
          : []),
      ]
    : [];
