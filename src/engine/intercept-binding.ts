import { backend } from './raw-op.ts';

/** A function of tfjs-node's binding. */
type Call = (...args: never[]) => unknown;

/**
 * Replaces functions of the binding until the result is disposed. The latest interception is called first.
 *
 * @param replace receives the current binding, to which the replacements delegate
 */
export function interceptBinding<Calls extends Readonly<Record<keyof Calls, Call>>>(
  replace: (binding: Calls) => Calls,
): Disposable {
  const original = backend().binding;
  const calls = replace(original as unknown as Calls);
  // The properties of the binding are read-only: an object that inherits from it overrides them.
  const properties = Object.entries(calls).map(([name, value]) => [name, { value }]);
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
