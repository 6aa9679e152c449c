import type { ExportFormat } from '../../src/core/index.ts';
import type { Runtime } from './runtimes.ts';
import type { Request } from './worker.ts';

/** How a model is exported, run and compared. */
export interface Variant {
  readonly name: string;
  readonly format: ExportFormat;
  /** The options of `export`. */
  readonly options: readonly string[];
  readonly runtime: Runtime;
  readonly input: Request['input'];
  readonly lite?: boolean;
  /** The names of the images that it is given; all by default. */
  readonly files?: RegExp;
  /** The greatest difference of probabilities. */
  readonly bound: number;
}

const EXACT = 1e-5;
const HALF = 1e-2;
/** Pixels of PNG files differ by up to 1 of 255, as Millrace resizes them like Pillow, which rounds twice; deep made models amplify it. */
const ROUNDED = 0.1;

/** A browser decodes files by itself. */
const DRAWN = 0.1;

/** All variants, in the order of the report. */
export const VARIANTS: readonly Variant[] = [
  { name: 'onnx', format: 'onnx', options: [], runtime: 'onnx', input: 'pixels', bound: EXACT },
  {
    name: 'onnx, uint8',
    format: 'onnx',
    options: ['--input', 'uint8'],
    runtime: 'onnx',
    input: 'bytes',
    bound: EXACT,
  },
  {
    name: 'onnx, half',
    format: 'onnx',
    options: ['--half'],
    runtime: 'onnx',
    input: 'pixels',
    bound: HALF,
  },
  {
    name: 'saved-model',
    format: 'saved-model',
    options: [],
    runtime: 'tensorflow',
    input: 'bytes',
    bound: EXACT,
  },
  {
    name: 'saved-model, half',
    format: 'saved-model',
    options: ['--half'],
    runtime: 'tensorflow',
    input: 'bytes',
    bound: HALF,
  },
  {
    name: 'saved-model, JPEG files',
    format: 'saved-model',
    options: ['--input', 'jpeg'],
    runtime: 'tensorflow',
    input: 'files',
    files: /\.jpe?g$/i,
    bound: EXACT,
  },
  {
    name: 'saved-model, PNG files',
    format: 'saved-model',
    options: ['--input', 'jpeg'],
    runtime: 'tensorflow',
    input: 'files',
    files: /\.png$/,
    bound: ROUNDED,
  },
  {
    name: 'LiteRT of saved-model',
    format: 'saved-model',
    options: [],
    runtime: 'tensorflow',
    input: 'bytes',
    lite: true,
    bound: EXACT,
  },
  { name: 'tfjs, wasm', format: 'tfjs', options: [], runtime: 'wasm', input: 'bytes', bound: EXACT },
  { name: 'tfjs, WebGL', format: 'tfjs', options: [], runtime: 'webgl', input: 'bytes', bound: EXACT },
  {
    name: 'tfjs, half, wasm',
    format: 'tfjs',
    options: ['--half'],
    runtime: 'wasm',
    input: 'bytes',
    bound: HALF,
  },
  {
    name: 'tfjs, wasm, files',
    format: 'tfjs',
    options: [],
    runtime: 'wasm',
    input: 'files',
    bound: DRAWN,
  },
  { name: 'timm', format: 'timm', options: [], runtime: 'timm', input: 'pixels', bound: EXACT },
];
