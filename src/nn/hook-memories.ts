import type { StateArray, StateDict } from '../core/index.ts';

/**
 * What a hook keeps between steps, such as averaged weights. Its owner, the training state, saves and frees it.
 *
 * @category Training and evaluation steps
 */
export interface HookMemory extends Disposable {
  /** Returns copies of its arrays, by name. */
  readonly save: () => StateDict;
  /** Replaces its arrays by saved ones. */
  readonly restore: (arrays: StateDict) => void;
}

/**
 * What the hooks of a run keep, by the name of the hook.
 *
 * @category Training and evaluation steps
 */
export class HookMemories implements Disposable {
  private readonly memories = new Map<string, HookMemory>();
  /** Restored arrays of hooks that have not asked for their memory yet. */
  private restored = new Map<string, Map<string, StateArray>>();

  /** Returns the memory of a hook, borrowed; made at its first use, with restored arrays if there are any. */
  of<M extends HookMemory>(hook: string, create: () => M): M {
    const known = this.memories.get(hook);
    if (known !== undefined) return known as M;
    const memory = create();
    this.memories.set(hook, memory);
    const arrays = this.restored.get(hook);
    if (arrays !== undefined) memory.restore(arrays);
    this.restored.delete(hook);
    return memory;
  }

  /** Returns copies of all arrays, named `<hook>/<array>`. */
  save(): StateDict {
    const current = [...this.memories].map(([hook, memory]) => [hook, memory.save()] as const);
    return new Map(
      [...this.restored, ...current].flatMap(([hook, arrays]) =>
        [...arrays].map(([name, array]) => [`${hook}/${name}`, array] as const),
      ),
    );
  }

  /** Returns whether a hook keeps something. */
  has(hook: string): boolean {
    return this.memories.has(hook) || this.restored.has(hook);
  }

  /**
   * Restores memories in place, and keeps the arrays of hooks that ask for theirs later. Frees memories without arrays,
   * except those that save none.
   */
  restore(arrays: StateDict): void {
    this.restored = new Map();
    for (const [key, array] of arrays) {
      const end = key.indexOf('/');
      const [hook, name] = [key.slice(0, end), key.slice(end + 1)];
      this.restored.set(hook, (this.restored.get(hook) ?? new Map<string, StateArray>()).set(name, array));
    }
    for (const [hook, memory] of this.memories) {
      const own = this.restored.get(hook);
      if (own !== undefined) memory.restore(own);
      else if (memory.save().size > 0) {
        memory[Symbol.dispose]();
        this.memories.delete(hook);
      }
      this.restored.delete(hook);
    }
  }

  /** Frees all memories. */
  [Symbol.dispose](): void {
    for (const memory of this.memories.values()) memory[Symbol.dispose]();
    this.memories.clear();
    this.restored = new Map();
  }
}
