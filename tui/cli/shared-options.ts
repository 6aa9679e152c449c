import { DEFAULT_CHECKPOINT, parseCheckpointInterval } from './checkpoint-interval.ts';
import { choice, integer, rate, text } from './option-kinds.ts';
import type { OptionSpec } from './options.ts';

/** The configuration file in the current folder, read unless `--config` names another one. */
export const CONFIG_FILE = 'millrace.config.json';

/** The options of the terminal and the engine, and those of single commands that train nothing. */
export const sharedOptions: readonly OptionSpec[] = [
  { name: 'out', value: 'DIR', help: 'the run folder (default runs/TIME-NAME)', type: text('a folder') },
  {
    name: 'config',
    value: 'FILE',
    help: `options from a file, e.g. a run's config.json (default ${CONFIG_FILE}, if present)`,
    type: text('a file'),
    perCall: true,
  },
  {
    name: 'trust',
    help: 'run the pipeline file that a configuration file names: this executes the code of that file',
    type: { kind: 'flag' },
    perCall: true,
  },
  {
    name: 'checkpoint',
    value: 'WHEN',
    help: `save the state for resume every WHEN: ${DEFAULT_CHECKPOINT} (default), 30s, 200steps or off`,
    type: {
      kind: 'text',
      expected: 'a time or a number of steps, e.g. 5m, 30s or 200steps, or off',
      accepts: (value: string) => parseCheckpointInterval(value) !== undefined,
    },
  },
  {
    name: 'keep-checkpoints',
    help: 'keep the checkpoints when the run has completed',
    type: { kind: 'flag' },
  },
  {
    name: 'tensorboard',
    help: "write TensorBoard's event files into the run folder",
    type: { kind: 'flag' },
  },
  {
    name: 'profile',
    help: 'print the time per operator and kernel after each epoch (slows training)',
    type: { kind: 'flag' },
  },
  {
    name: 'threads',
    value: 'N',
    help: "TensorFlow's threads (default: one per core)",
    type: integer(1),
  },
  {
    name: 'processes',
    value: 'N',
    help: 'train on N processes of this machine, connected by MPI (default: 1, or as before with resume)',
    type: integer(1),
  },
  { name: 'device', value: 'NAME', help: 'cpu (the default) or gpu', type: choice('cpu', 'gpu') },
  { name: 'prepare', help: 'prepare the engine first', type: { kind: 'flag' }, perCall: true },
  {
    name: 'keep',
    value: 'N',
    help: 'remove all runs but the N newest (with prune)',
    type: integer(0),
    perCall: true,
  },
  { name: 'yes', help: 'remove without asking', type: { kind: 'flag' }, perCall: true },
  {
    name: 'detach',
    help: 'run without this terminal, which may be closed; prints how to watch and stop it',
    type: { kind: 'flag' },
    perCall: true,
  },
  { name: 'plain', help: 'log lines instead of the dashboard, and no colours', type: { kind: 'flag' } },
  {
    name: 'json',
    help: 'JSON on stdout, one object per line; all else on stderr',
    type: { kind: 'flag' },
  },
  {
    name: 'speed',
    value: 'X',
    help: 'replay a finished run X times as fast (default: at once)',
    type: { ...rate, expected: 'a positive number, e.g. 10' },
  },
  { name: 'version', help: 'print the version', type: { kind: 'flag' }, perCall: true },
  { name: 'help', help: 'print this help', type: { kind: 'flag' }, perCall: true },
];
