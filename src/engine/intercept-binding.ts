import { brokenInvariant, MillraceError } from '../core/index.ts';
import { backend } from './raw-op.ts';

/** A function of tfjs-node's binding. */
type Call = (...args: never[]) => unknown;

/**
 * Replaces functions of the binding until the result is disposed. The latest interception is called first. Throws
 * BrokenInvariant if the binding is already intercepted under this name.
 *
 * @param name who intercepts
 * @param replace receives the current binding, to which the replacements delegate
 */
export function interceptBinding<Calls extends Readonly<Record<keyof Calls, Call>>>(
  name: string,
  replace: (binding: Calls) => Calls,
): Disposable {
  const original = backend().binding;
  if (Reflect.has(original, name))
    throw new MillraceError(brokenInvariant(name, 'one at a time', 'a second one'));
  const calls = replace(original as unknown as Calls);
  // The properties of the binding are read-only: an object that inherits from it overrides them.
  const properties = [[name, true], ...Object.entries(calls)].map(([key, value]) => [key, { value }]);
  const front = Object.create(
    original,
    Object.fromEntries(properties) as PropertyDescriptorMap,
  ) as typeof original;
  backend().binding = front;
  return {
    [Symbol.dispose]: () => {
      if (backend().binding === front) backend().binding = original;
    },
  };
}
