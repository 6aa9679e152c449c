import type { OutputName } from './recorded-op.ts';

/** The accesses to one variable so far. */
interface Accesses {
  lastWrite: string | null;
  /** The reads since then, and the ops that use what they read. */
  readers: string[];
}

const READ = 'ReadVariableOp';

/**
 * Keeps the order of the ops that read and change variables, which their inputs do not tell: a graph's ops run in any order
 * that its inputs allow (TensorFlow's automatic control dependencies).
 */
export class VariableOrder {
  private readonly variables = new Map<OutputName, Accesses>();
  /** By a value that was read: its variable. */
  private readonly reads = new Map<OutputName, OutputName>();

  /** Declares the handle of a variable. */
  declare(handle: OutputName): void {
    this.variables.set(handle, { lastWrite: null, readers: [] });
  }

  isHandle(name: OutputName): boolean {
    return this.variables.has(name);
  }

  /**
   * Adds an op. Returns the names of the ops that come before it, and whether it changes a variable.
   *
   * @param isLate whether a read, too, waits for the reads before it, and for the ops that use them: what is computed from it takes no
   *   memory until then
   */
  add(
    node: string,
    op: string,
    inputs: readonly OutputName[],
    isLate = false,
  ): { readonly after: readonly string[]; readonly isWrite: boolean } {
    for (const name of inputs) {
      const handle = this.reads.get(name);
      if (handle !== undefined) this.variables.get(handle)?.readers.push(node);
    }
    const used = inputs.flatMap((name) => {
      const accesses = this.variables.get(name);
      return accesses === undefined ? [] : [{ name, accesses }];
    });
    const isWrite = used.length > 0 && op !== READ;
    const after = used.flatMap(({ accesses: { lastWrite, readers } }) => [
      ...(lastWrite === null ? [] : [lastWrite]),
      ...(isWrite || isLate ? readers : []),
    ]);
    for (const { name, accesses } of used)
      if (isWrite) [accesses.lastWrite, accesses.readers] = [node, []];
      else {
        accesses.readers.push(node);
        this.reads.set(`${node}:0`, name);
      }
    // An op does not wait for itself.
    return { after: [...new Set(after)].filter((name) => name !== node), isWrite };
  }
}
