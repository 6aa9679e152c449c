import { badData, MillraceError, type StateArray, type StateDict } from '../core/index.ts';
import type { Model } from './model.ts';

/**
 * What a hook keeps between steps, such as averaged weights. Its owner, the training state, saves and frees it.
 *
 * @category Training and evaluation steps
 */
export interface HookMemory extends Disposable {
  /** A model that may be evaluated instead of the trained one; its weights are saved as `average/<weight>`. */
  readonly average?: Model;
  /** Whether it differs between processes that train together; false by default. No run stops then. */
  readonly differs?: boolean;
  /** Returns copies of its arrays, by name. */
  readonly save: () => StateDict;
  /** Replaces its arrays by saved ones. Throws BadData if it has not saved them. */
  readonly restore: (arrays: StateDict) => void;
}

/** The prefix of the arrays of a hook's average. */
export const AVERAGE_PREFIX = 'average/';

/** A slash ends the name of a hook; one that is part of it is escaped. */
const encodeName = (hook: string): string => hook.replaceAll('%', '%25').replaceAll('/', '%2F');
const decodeName = (text: string): string => text.replaceAll('%2F', '/').replaceAll('%25', '%');

const notOfHooks = (name: string): MillraceError =>
  new MillraceError(
    badData(
      'state of the hooks',
      'arrays of a hook, as HOOK/ARRAY',
      name,
      'Use the hooks that the state was saved with.',
    ),
  );

/**
 * What the hooks of a run keep, by the name of the hook.
 *
 * @category Training and evaluation steps
 */
export class HookMemories implements Disposable {
  private readonly memories = new Map<string, HookMemory>();
  /** Restored arrays of hooks that have not asked for their memory yet. */
  private restored = new Map<string, Map<string, StateArray>>();
  /** A restored average, until its hook has its own. */
  private orphan: { readonly hook: string; readonly model: Model } | null = null;

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
        [...arrays].map(([name, array]) => [`${encodeName(hook)}/${name}`, array] as const),
      ),
    );
  }

  /** Returns the name of the hook that keeps a model as its average; null if none does. */
  averagedBy(model: Model): string | null {
    if (this.orphan?.model === model) return this.orphan.hook;
    const found = [...this.memories].find(([, { average }]) => average === model);
    return found === undefined ? null : found[0];
  }

  /**
   * Returns the average that a hook keeps, borrowed. If it was restored and the hook has not asked for its memory yet, it
   * is a copy of its own. Throws BadData if it does not fit the model.
   */
  averageOf(hook: string, model: Model): Model {
    const known = this.memories.get(hook)?.average;
    if (known !== undefined) return known;
    this.orphan?.model[Symbol.dispose]();
    this.orphan = { hook, model: model.copy() };
    const arrays = [...(this.restored.get(hook) ?? [])].flatMap(([name, array]) =>
      name.startsWith(AVERAGE_PREFIX) ? [[name.slice(AVERAGE_PREFIX.length), array] as const] : [],
    );
    this.orphan.model.load(new Map(arrays));
    return this.orphan.model;
  }

  /** Returns whether something differs between processes that train together. */
  get differ(): boolean {
    return [...this.memories.values()].some(({ differs }) => differs === true);
  }

  /** Returns whether a hook keeps something. */
  has(hook: string): boolean {
    return this.memories.has(hook) || this.restored.has(hook);
  }

  /**
   * Restores memories in place, and keeps the arrays of hooks that ask for theirs later. Frees memories without arrays,
   * except those that save none. Throws BadData for an array that no hook has saved.
   */
  restore(arrays: StateDict): void {
    this.restored = new Map();
    for (const [key, array] of arrays) {
      const end = key.indexOf('/');
      if (end < 0) throw notOfHooks(key);
      const [hook, name] = [decodeName(key.slice(0, end)), key.slice(end + 1)];
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
    this.orphan?.model[Symbol.dispose]();
    this.orphan = null;
  }
}
