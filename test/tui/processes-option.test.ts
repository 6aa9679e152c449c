import { expect, test } from 'vitest';
import { command, mistakes, runs, textOf } from './made-command-line.ts';

const mpirun = { environment: { OMPI_COMM_WORLD_RANK: '0', OMPI_COMM_WORLD_SIZE: '4' } };

test('commands that train have --processes; one process by default', () => {
  expect(command('baseline photos')).toEqual(runs('baseline', {}, { processes: 1 }));
  for (const name of ['quickstart', 'train photos', 'by-hand photos', 'chapter photos', 'tta run'])
    expect(command(`${name} --processes 4`)).toEqual(runs(name.split(' ')[0]!, {}, { processes: 4 }));
  expect(textOf('train --help')?.replace(/\s+/g, ' ')).toContain(
    '--processes N train on N processes of this machine, connected by MPI (default: 1, or as before with resume)',
  );
  expect(textOf('--help')).toContain('train photos --processes 2');
});

test('others have not', () => {
  for (const line of ['predict run a.jpg', 'validate run', 'lr-find photos', 'show-batch photos'])
    expect(mistakes(`${line} --processes 2`).join()).toContain('--processes: not an option of');
});

test.each(['0', '-1', '1.5', 'many'])('--processes %s is refused', (value) => {
  expect(mistakes(`baseline photos --processes=${value}`)).toEqual([
    expect.stringMatching(/^--processes: expected a positive integer, received/) as unknown,
  ]);
});

test('a run resumes in as many processes as before, or in others', () => {
  expect(command('resume run --processes 4')).toEqual(runs('baseline', {}, { processes: 4, resumes: true }));
  expect(command('resume run')).toEqual(runs('baseline', {}, { processes: 1, resumes: true }));
});

test('every batch size must be a multiple of the processes, with two images for each', () => {
  expect(mistakes('progressive photos --processes 3 --start-batch-size 96 --batch-size 64')).toEqual([
    '--batch-size: expected a multiple of the 3 processes that share each batch, received 64. Use 63 or 66, or another number of processes.',
  ]);
  expect(mistakes('chapter photos --processes 5')).toEqual([
    expect.stringMatching(/^--batch-size: .* 64\. Use 60 or 65, or/),
    expect.stringMatching(/^--start-batch-size: .* 128\. Use 125 or 130, or/),
  ]);
  expect(mistakes('baseline photos --batch-size 6', mpirun).join()).toMatch(
    /^--batch-size: .* Use 4 or 8, or/,
  );
  expect(mistakes('baseline photos --batch-size 4', mpirun)).toEqual([
    expect.stringMatching(/^--batch-size: expected at least 8, because .* in each process, received 4\./),
  ]);
  expect(mistakes('resume run --processes 5')).toHaveLength(1);
});

test('an invalid batch size is reported once; an evaluation or a command of one process shares none', () => {
  expect(mistakes('baseline photos --processes 3 --batch-size banana')).toHaveLength(1);
  expect(mistakes('tta run --processes 3')).toEqual([]);
  expect(mistakes('lr-find photos --batch-size 6', mpirun)).toEqual([]);
});

test('with another number of processes, the cores are divided again', () => {
  const files = { 'a.json': { pipeline: 'baseline', data: 'photos', threads: 16, processes: 1 } };
  const threads = (line: string, environment = {}) => {
    const result = command(`--config a.json ${line}`, { files, environment });
    return 'right' in result && 'shared' in result.right ? result.right.shared.threads : null;
  };
  expect(threads('')).toBe(16);
  expect(threads('--processes 1')).toBe(16);
  expect(threads('--processes 4')).toBeUndefined();
  expect(threads('', mpirun.environment)).toBeUndefined();
  expect(threads('--processes 4 --threads 2')).toBe(2);
  const environment = { MILLRACE_THREADS: '3', MILLRACE_PROCESSES: '2' };
  expect(command('serve run', { environment })).toEqual(runs('serve', {}, { threads: 3 }));
});

test('under an MPI launcher, --processes and --detach are refused', () => {
  expect(mistakes('baseline photos --processes 2', mpirun)).toEqual([
    '--processes: cannot be combined with an MPI launcher (mpirun, mpiexec, srun), which starts the processes. Omit --processes, or start Millrace without the launcher.',
  ]);
  expect(mistakes('baseline photos --detach', mpirun).join()).toMatch(/^--detach: cannot be combined with/);
  expect(mistakes('baseline photos', mpirun)).toEqual([]);
  const shell = { environment: { PMIX_RANK: '0', SLURM_STEP_NUM_TASKS: '1' } };
  expect(command('baseline photos --processes 4 --detach', shell)).toEqual(
    runs('baseline', {}, { processes: 4, detach: true }),
  );
});

test('under an MPI launcher, the number in a configuration file is ignored', () => {
  const files = { 'a.json': { pipeline: 'baseline', data: 'photos', processes: 2 } };
  expect(mistakes('--config a.json', { ...mpirun, files })).toEqual([]);
});
