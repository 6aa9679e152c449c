import { describe, expect, test } from 'vitest';
import { rawOp1, tf, Trace, Variable, type OutputName, type Tensor } from '../../../src/engine/index.ts';
import { attr } from '../../../src/engine/raw-op.ts';

/** Traces work on a variable of 1 as a graph that returns a tensor, and runs it; returns its output and the variable. */
function run(
  work: (variable: Variable, trace: Trace, given: Tensor) => Tensor,
  value = 5,
): { readonly output: number; readonly after: number } | null {
  const one = tf.scalar(1);
  using variable = new Variable(one);
  const [traced, given] = [tf.scalar(0), tf.scalar(value)];
  const recorded = Trace.record((trace) => {
    const handle = trace.variable(variable);
    const input = trace.input(traced);
    const name: OutputName = trace.nameOf(work(variable, trace, traced));
    return { name, handle, input, graph: trace.graph() };
  });
  // Recording changes nothing.
  expect(valueOf(variable)).toBe(1);
  try {
    if (recorded.graph === null) return null;
    const feeds = new Map([
      [recorded.handle, variable.handle],
      [recorded.input, given],
    ]);
    const [output] = recorded.graph.computeAll(feeds, [recorded.name]);
    const result = { output: output!.dataSync<'float32'>()[0]!, after: valueOf(variable) };
    tf.dispose([output!]);
    recorded.graph[Symbol.dispose]();
    return result;
  } finally {
    tf.dispose([one, traced, given]);
  }
}

function valueOf(variable: Variable): number {
  const value = variable.read();
  const [number] = value.dataSync<'float32'>();
  value.dispose();
  return number!;
}

const finite = (x: Tensor): Tensor => rawOp1('IsFinite', [attr.type('T', 'float32')], [x]);

describe('a graph reads and changes variables in the order of its recording', () => {
  test.each(Array.from({ length: 20 }, (_, i) => [i]))(
    'a value read before a change is the old one (%s)',
    () => {
      const result = run((variable, _, given) => {
        const old = variable.read();
        variable.assign(tf.add(given, 1));
        return tf.mul(tf.add(old, 10), 2);
      });
      expect(result).toEqual({ output: 22, after: 6 });
    },
  );

  test('a value read after a change is the new one, and changes follow each other', () => {
    const result = run((variable, _, given) => {
      variable.assign(tf.add(given, 1));
      const next = tf.mul(variable.read(), 2);
      variable.subtract(given);
      return tf.add(next, variable.read());
    });
    expect(result).toEqual({ output: 13, after: 1 });
  });

  test('under a condition, variables change only if it holds', () => {
    const guarded = (variable: Variable, trace: Trace, given: Tensor): Tensor => {
      const old = tf.mul(variable.read(), 3);
      trace.onlyIf(finite(given), () => {
        const value = variable.read();
        variable.assign(tf.add(value, given));
        variable.subtract(tf.scalar(1));
      });
      return old;
    };
    expect(run(guarded)).toEqual({ output: 3, after: 5 });
    expect(run(guarded, NaN)).toEqual({ output: 3, after: 1 });
  });

  test('no graph uses a variable after a condition under which it changes', () => {
    const result = run((variable, trace, given) => {
      trace.onlyIf(finite(given), () => {
        variable.assign(given);
      });
      return tf.add(variable.read(), given);
    });
    expect(result).toBeNull();
  });
});
