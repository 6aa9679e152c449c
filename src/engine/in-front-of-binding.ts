import { backend } from './raw-op.ts';

/** A call of tfjs-node's binding. */
type Call = (...args: never[]) => unknown;

/**
 * Puts calls in front of the binding's own of the same names, until it is disposed; of several the last one first.
 *
 * @param callsOf gets the binding as it is now, to hand calls on to
 */
export function inFrontOfBinding<Calls extends Readonly<Record<keyof Calls, Call>>>(
  callsOf: (binding: Calls) => Calls,
): Disposable {
  const original = backend().binding;
  const calls = callsOf(original as unknown as Calls);
  // The binding's own properties cannot be changed: an object in front of it has these.
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
