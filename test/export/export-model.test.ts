import { describe, expect, test } from 'vitest';
import { exportFormats, type ExportFormat } from '../../src/core/index.ts';
import { exportModel, foreignTo } from '../../src/export/index.ts';
import { madeModel } from './made-models.ts';
import { tinyXresnet } from './tiny-networks.ts';

const architecture = tinyXresnet();
const model = madeModel({ architecture: 'tiny' }, architecture);
const older = { ...model, description: { ...model.description, preparation: null } };

describe('exportModel', () => {
  test('an unknown format is refused', () => {
    expect(() => exportModel(model, { format: 'toString' as ExportFormat, architecture })).toThrow(
      'exportModel format: expected one of onnx, saved-model, tfjs, timm, received toString.',
    );
  });

  test('an input that the format does not support is refused', () => {
    expect(() => exportModel(model, { format: 'onnx', input: 'jpeg', architecture })).toThrow(
      'exportModel input: expected float or uint8 with format onnx, received jpeg.',
    );
  });

  test('image files are refused for a model that does not record how they are prepared', () => {
    expect(() => exportModel(older, { format: 'saved-model', input: 'jpeg', architecture })).toThrow(
      /^exportModel input: saved-model cannot express this model: a model of an older version.* Use the input uint8, which takes prepared images\.$/,
    );
    expect(exportModel(older, { format: 'saved-model', architecture })).toHaveLength(2);
  });

  test('a custom architecture that timm does not have is refused', () => {
    expect(() => exportModel(model, { format: 'timm', architecture })).toThrow('The format onnx can.');
  });

  test('weights of another network are refused', () => {
    const other = tinyXresnet({ widen: 0.25 });
    expect(() => exportModel(model, { format: 'onnx', architecture: other })).toThrow('of another shape');
  });
});

describe('foreignTo', () => {
  test('the files of each format belong to it, and to no other', () => {
    const exported = madeModel({ architecture: 'xresnet18' });
    for (const format of exportFormats) {
      const names = exportModel(exported, { format }).map(({ name }) => name);
      expect(exportFormats.filter((each) => foreignTo(each, names).length === 0)).toEqual([format]);
      expect(foreignTo(format, [...names, 'mine.txt'])).toEqual(['mine.txt']);
    }
  });

  test('without an export, all files are foreign', () => {
    expect(foreignTo('timm', ['README.md', 'config.json'])).toEqual(['README.md', 'config.json']);
    expect(foreignTo('timm', [])).toEqual([]);
  });
});
