import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Binding, TensorMetadata } from '../binding.ts';
import { backend, DTYPE } from '../raw-op.ts';
import { GRAPH_TAG, savedModel, type GraphNode } from './graph-def.ts';

/** A value for a placeholder: its shape and elements; text of a JPEG file is one element of `string`. */
export interface Feed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Int32Array | Float32Array | readonly Uint8Array[];
}

/** What came out: int32 or float32. */
export type Fetched = Int32Array | Float32Array;

const binding = (): Binding => backend().binding;

const graphNames = new Map<number, string>();

/** The name of a graph by its id in the binding. */
export const graphName = (id: number): string => graphNames.get(id) ?? 'Graph';

/**
 * Ops that TensorFlow runs together: it uses all cores for ops that do not wait for each other, where one call of an op
 * after the other uses one. It has one owner, who disposes it.
 *
 * TensorFlow takes a graph from a file only: it is written to the system's temporary folder, read, and removed.
 */
export class Graph implements Disposable {
  private id: number | null;

  /** @param name of what it computes, for those who measure it */
  constructor(nodes: readonly GraphNode[], name = 'Graph') {
    const folder = mkdtempSync(join(tmpdir(), `millrace-graph-${process.pid}-`));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes));
      this.id = binding().loadSavedModel(folder, GRAPH_TAG);
      graphNames.set(this.id, name);
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
    const { createTensor, deleteTensor, tensorDataSync } = binding();
    const inputs: number[] = [];
    try {
      for (const { shape, values } of feeds) inputs.push(createTensor(shape, dtypeOf(values), values));
      const names = feeds.map(({ name }) => name);
      const outputs = this.outputs(inputs, names, fetches);
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

  /** The first output of a node, from tensors by the names of placeholders: they are borrowed, it is the caller's. */
  compute(feeds: Readonly<Record<string, Tensor>>, fetch: string): Tensor {
    return this.computeAll(new Map(Object.entries(feeds)), [fetch])[0] as Tensor;
  }

  /** Any outputs (`name:1` is the second of a node), from tensors for any of them: given ones are not computed. */
  computeAll(feeds: ReadonlyMap<string, Tensor>, fetches: readonly string[]): Tensor[] {
    const ids = backend().getInputTensorIds([...feeds.values()]);
    return this.outputs(ids, [...feeds.keys()], fetches).map((output) =>
      backend().createOutputTensor(output),
    );
  }

  [Symbol.dispose](): void {
    if (this.id === null) return;
    binding().deleteSavedModel(this.id);
    graphNames.delete(this.id);
    this.id = null;
  }

  private outputs(
    inputs: readonly number[],
    names: readonly string[],
    fetches: readonly string[],
  ): readonly TensorMetadata[] {
    if (this.id === null) throw new Error('the graph is disposed');
    const outputOf = (name: string): string => (name.includes(':') ? name : `${name}:0`);
    return binding().runSavedModel(this.id, inputs, names.map(outputOf).join(), fetches.map(outputOf).join());
  }
}

const dtypeOf = (values: Feed['values']): number =>
  values instanceof Int32Array ? DTYPE.int32 : values instanceof Float32Array ? DTYPE.float32 : DTYPE.string;
