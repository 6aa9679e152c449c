import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { DTYPE } from '../raw-op.ts';
import { tf } from '../tf.ts';
import { GRAPH_TAG, savedModel, type GraphNode } from './graph-def.ts';

/** A value for a placeholder: its shape and elements; text of a JPEG file is one element of `string`. */
export interface Feed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Int32Array | Float32Array | readonly Uint8Array[];
}

/** What came out: int32 or float32. */
export type Fetched = Int32Array | Float32Array;

/** The part of the binding that runs graphs; ids are its own, not those of TensorFlow.js. */
interface GraphBinding extends Omit<TFJSBinding, 'runSavedModel' | 'loadSavedModel' | 'createTensor'> {
  readonly createTensor: (shape: readonly number[], dtype: number, values: unknown) => number;
  readonly loadSavedModel: (folder: string, tags: string) => number;
  readonly deleteSavedModel: (id: number) => void;
  readonly runSavedModel: (
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ) => readonly { readonly id: number }[];
}

const binding = (): GraphBinding => (tf.backend() as unknown as { readonly binding: GraphBinding }).binding;

/**
 * Ops that TensorFlow runs together: it uses all cores for ops that do not wait for each other, where one call of an op
 * after the other uses one. It has one owner, who disposes it.
 *
 * TensorFlow takes a graph from a file only: it is written to the system's temporary folder, read, and removed.
 */
export class Graph implements Disposable {
  private id: number | null;

  constructor(nodes: readonly GraphNode[]) {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes));
      this.id = binding().loadSavedModel(folder, GRAPH_TAG);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /**
   * Computes the outputs of the named nodes, and only what they need; blocks until they are there.
   *
   * Errors as TensorFlow does where an op fails: then there is no output at all.
   */
  run(feeds: readonly Feed[], fetches: readonly string[]): readonly Fetched[] {
    if (this.id === null) throw new Error('the graph is disposed');
    const { createTensor, deleteTensor, runSavedModel, tensorDataSync } = binding();
    const inputs: number[] = [];
    try {
      for (const { shape, values } of feeds) inputs.push(createTensor(shape, dtypeOf(values), values));
      const outputs = runSavedModel(
        this.id,
        inputs,
        feeds.map(({ name }) => `${name}:0`).join(),
        fetches.map((name) => `${name}:0`).join(),
      );
      const fetched = outputs.map(({ id }) => tensorDataSync(id) as Fetched);
      outputs.forEach(({ id }) => {
        deleteTensor(id);
      });
      return fetched;
    } finally {
      inputs.forEach((id) => {
        deleteTensor(id);
      });
    }
  }

  [Symbol.dispose](): void {
    if (this.id === null) return;
    binding().deleteSavedModel(this.id);
    this.id = null;
  }
}

const dtypeOf = (values: Feed['values']): number =>
  values instanceof Int32Array ? DTYPE.int32 : values instanceof Float32Array ? DTYPE.float32 : DTYPE.string;
