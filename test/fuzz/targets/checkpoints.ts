import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { createRng, type Checkpoint, type Draw } from '../../../src/core/index.ts';
import { decodeSafetensors, type SafetensorsFile } from '../../../src/io/models/safetensors.ts';
import { checksum, readCheckpoint } from '../../../src/io/run-folder/checkpoint-file.ts';
import { networkOf } from '../../../src/learner/network-of.ts';
import { progressOf } from '../../../src/learner/resumed-run.ts';
import { restore, snapshot, trainState } from '../../../src/nn/index.ts';
import { check, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { mutateJson, mutateNumber } from '../mutations/json.ts';
import { pick, type Mutated } from '../mutations/mutated.ts';
import { bytesOf, mutateFile, mutateHeader } from '../mutations/safetensors-file.ts';
import { faultOf, phasesIn } from './coherent-metrics.ts';
import { recordedRun, trainIn, type RecordedRun } from './recorded-runs.ts';
import { smallTrainings } from './small-trainings.ts';

/** Begins the description of a change by one who knows the checksum. */
const FORGED = 'forged: ';

function decoded(bytes: Uint8Array): SafetensorsFile {
  const file = decodeSafetensors(bytes);
  if (E.isLeft(file)) throw new Error(file.left);
  return file.right;
}

/** Changes a checkpoint before it is encoded. */
function mutateContents(file: SafetensorsFile, draw: Draw): Mutated<SafetensorsFile> {
  const { arrays, metadata } = file;
  const key = pick(draw, ['progress', 'progress', 'lengths']);
  const text = metadata[key]!;
  const withText = (value: string, how: string): Mutated<SafetensorsFile> => ({
    value: { arrays, metadata: { ...metadata, [key]: value } },
    how: `${key}: ${how}`,
  });
  return pick(draw, [
    () => mutateFile(file, draw),
    () => withText(mutateNumber(text, draw), 'change a number'),
    () => {
      const { value, how } = mutateJson(text, draw);
      return withText(value, how);
    },
  ])();
}

/**
 * Checkpoints: damage is always found. One that was forged, with the right checksum, is refused, or all of it is restored
 * and the run continues to its end without skipping or repeating a step.
 */
const prepare: PrepareTarget = async (folder) => {
  const runs: RecordedRun[] = [];
  for (const [i, training] of (await smallTrainings(join(folder, 'photos'))).entries())
    runs.push(await recordedRun(training, join(folder, `recorded-${i}`)));
  const path = join(folder, 'run');
  return {
    mutant: async (draw) => {
      const number = Math.floor(draw() * runs.length);
      const { checkpoints } = runs[number]!;
      const index = Math.floor(draw() * checkpoints.length);
      const bytes = checkpoints[index]!;
      const file = `${number}/${index}`;
      if (draw() < 0.3) {
        const { value, how } =
          draw() < 0.7 ? mutateBytes(bytes, draw, checkpoints) : mutateHeader(bytes, draw);
        return { file, bytes: value, how };
      }
      const { value, how } = mutateContents(decoded(bytes), draw);
      const { progress = '', lengths = '' } = value.metadata;
      const crc32 = await checksum({ progress, lengths }, value.arrays);
      return {
        file,
        bytes: bytesOf({ ...value, metadata: { ...value.metadata, crc32 } }),
        how: FORGED + how,
      };
    },
    examine: async ({ file, bytes, how }, draw) => {
      const [number = 0, index = 0] = file.split('/').map(Number);
      const { training, logs, checkpoints, metrics } = runs[number]!;
      mkdirSync(path);
      try {
        for (const [name, content] of Object.entries(logs)) writeFileSync(join(path, name), content);
        writeFileSync(join(path, 'checkpoint.safetensors'), checkpoints[index]!);
        const original = (await readCheckpoint(path)).checkpoint!;
        writeFileSync(join(path, 'checkpoint.safetensors'), bytes);
        const checkpoint = (await readCheckpoint(path)).checkpoint!;
        if (!how.startsWith(FORGED)) check(isDeepStrictEqual(checkpoint, original), 'damage was not found');
        requireRestored(checkpoint, runs[number]!, path);
        const resumed = await trainIn(path, training, { records: draw() < 0.1 });
        const isSame = (...names: readonly string[]): boolean =>
          names.every((name) => positionIn(checkpoint)[name] === positionIn(original)[name]);
        const fault = faultOf(resumed, {
          // Records do not show whether equal phases were left out, or the rest of an epoch: a time limit may end it.
          phases: isSame('index', 'first') ? phasesIn(metrics) : null,
          hasWholeEpochs: isSame('step'),
        });
        check(fault === null, `the resumed run is not coherent: ${String(fault)}`);
      } finally {
        rmSync(path, { recursive: true, maxRetries: 3 });
      }
    },
  };
};

const positionIn = ({ progress }: Checkpoint) => progress['position'] as Readonly<Record<string, unknown>>;

/** Expects a state that is restored to be that of the checkpoint, to the last number. */
function requireRestored(checkpoint: Checkpoint, { training }: RecordedRun, path: string): void {
  const { architecture, optimizer, groups, seed } = training.learner;
  const network = networkOf(architecture, undefined, ['bright', 'dark']);
  using state = trainState(network, { optimizer, groups, rng: createRng(seed) });
  const { snapshot: saved } = progressOf(checkpoint, path);
  restore(state, saved);
  check(isDeepStrictEqual(snapshot(state), saved), 'a part of the state is not restored');
}

export default prepare;
