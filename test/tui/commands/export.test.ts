import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { runFolder, saveModelIn } from '../../../src/io/index.ts';
import { jsonLine } from '../../../src/reports/index.ts';
import { exportDefaults } from '../../../tui/cli/export-options.ts';
import type { ExportFormat } from '../../../src/core/index.ts';
import { exportSteps } from '../../../tui/commands/export-lines.ts';
import { exportCommand, type ExportCommandOptions } from '../../../tui/commands/export.ts';
import { madeModel } from '../../export/made-models.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeGiven, madeTerminal } from '../made-given.ts';

const run = (folder: string, options: Partial<ExportCommandOptions>, json = false) =>
  collect(
    exportCommand(
      madeTerminal(),
      madeGiven({ words: [folder], options: { ...exportDefaults, ...options }, shared: { json } }),
    ),
  );

async function withModel(body: (folder: string) => Promise<void>, architecture = 'xresnet18') {
  using folder = temporaryFolder();
  await lastValueFrom(saveModelIn(folder.path, madeModel({ architecture })), { defaultValue: null });
  await body(folder.path);
}

test('writes the files beside the model, and says what to do with them', () =>
  withModel(async (folder) => {
    const output = await run(folder, { format: 'onnx' });
    const file = join(folder, 'exported', 'onnx', 'model.onnx');
    expect(output[0]).toMatch(/^Wrote .*model\.onnx \(45 MB\) from .*model\.safetensors$/);
    expect(output.at(-1)).toMatch(/help exporting$/);
    expect(readdirSync(join(folder, 'exported', 'onnx'))).toEqual(['model.onnx']);
    expect(readFileSync(file).length).toBeGreaterThan(44e6);
    // Again: the file is replaced.
    expect(await run(folder, { format: 'onnx', half: true })).toHaveLength(output.length);
    expect(readFileSync(file).length).toBeLessThan(23e6);
  }));

test('as JSON, one line names the files', () =>
  withModel(async (folder) => {
    const out = join(folder, 'mine');
    const names = ['config.json', 'model.safetensors', 'README.md'];
    const model = join(folder, 'model.safetensors');
    const line = JSON.stringify({ model, format: 'timm', folder: out, files: names });
    expect(await run(folder, { format: 'timm', out }, true)).toEqual([{ json: `${line}\n` }]);
  }));

test('what the run recorded is in the model card', () =>
  withModel(async (folder) => {
    const metrics = [
      made.runStarted({ config: { data: '/photos/pets' }, trainCount: 80, validCount: 20 }),
      made.phaseStarted(),
      made.bestSaved({ epoch: 0 }),
      made.epochRow({ epoch: 0, scores: { accuracy: 0.9 } }),
      made.epochRow({ epoch: 1, scores: { accuracy: 0.8 } }),
    ];
    const sink = runFolder({ path: folder });
    await lastValueFrom(sink.write('metrics.jsonl', metrics.map(jsonLine).join('')), { defaultValue: null });
    const cardOf = async (model: string): Promise<string> => {
      await run(model, { format: 'timm' });
      return readFileSync(join(folder, 'exported', 'timm', 'README.md'), 'utf8');
    };
    // The best epoch was the first.
    renameSync(join(folder, 'model.safetensors'), join(folder, 'best.safetensors'));
    const best = await cardOf(join(folder, 'best.safetensors'));
    expect(best).toContain('- Data: `pets`, 80 images to train on and 20 to validate');
    expect(best).toContain('accuracy 0.9000');
    renameSync(join(folder, 'best.safetensors'), join(folder, 'model.safetensors'));
    expect(await cardOf(join(folder, 'model.safetensors'))).not.toContain('accuracy 0.9000');
  }));

test('what a format cannot express is refused before anything is written', () =>
  withModel(async (folder) => {
    await expect(run(folder, { format: 'timm' })).rejects.toMatchObject({
      detail: { _tag: 'BadOption', received: expect.stringContaining('squeeze-excite') as string },
    });
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
  }, 'xse_resnet18'));

test.each([
  ['no format', {}, '--format'],
  ['an input that the format does not support', { format: 'timm', input: 'jpeg' }, '--input'],
] as const)('%s is refused', (_, options, where) =>
  withModel(async (folder) => {
    await expect(run(folder, options)).rejects.toMatchObject({ detail: { _tag: 'BadOption', where } });
  }),
);

test('an export replaces an earlier one in the same format, of which nothing stays', () =>
  withModel(async (folder) => {
    const out = join(folder, 'page');
    mkdirSync(out);
    writeFileSync(join(out, 'group1-shard40of40.bin'), '');
    writeFileSync(join(out, 'model.json'), '');
    writeFileSync(join(out, '.DS_Store'), '');
    const output = await run(folder, { format: 'tfjs', half: true, out });
    const files = readdirSync(out);
    expect(output[0]).toBe(
      `Wrote ${files.length - 1} files into ${out} (24 MB) from ${join(folder, 'model.safetensors')}`,
    );
    expect(files).toContain('index.html');
    expect(files.filter((name) => name.endsWith('.bin'))).toHaveLength(6);
  }));

test.each([
  ['of another kind', { 'package.json': '{}', 'README.md': '# Mine' }],
  ['beside those of an export', { 'model.safetensors': '', 'notes.txt': 'mine' }],
  ['with only some of the names', { 'README.md': '# Mine' }],
])('files %s are not replaced', (_, files) =>
  withModel(async (folder) => {
    const out = join(folder, 'mine');
    mkdirSync(out);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(out, name), content);
    await expect(run(folder, { format: 'timm', out })).rejects.toMatchObject({
      detail: { _tag: 'BadOption', where: out, advice: 'Choose another one with --out.' },
    });
    for (const [name, content] of Object.entries(files))
      expect(readFileSync(join(out, name), 'utf8')).toBe(content);
    expect(readdirSync(out)).toHaveLength(Object.keys(files).length);
  }),
);

test('commands for other programs quote the folder as they need it', () => {
  const folder = "/photos/my 'best' model";
  const exported = { model: '', half: true, files: [{ name: 'index.html', content: '' }] };
  const step = (format: ExportFormat) => exportSteps(folder, { ...exported, format })[0];
  expect(step('timm')).toContain(
    `timm.create_model("local-dir:/photos/my 'best' model", pretrained=True).eval()`,
  );
  expect(step('tfjs')).toContain(`npx serve '/photos/my '\\''best'\\'' model',`);
  expect(step('onnx')).toContain(`open /photos/my 'best' model/model.onnx at`);
});
