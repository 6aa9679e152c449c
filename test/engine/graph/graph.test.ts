import { describe, expect, test } from 'vitest';
import { attr, tf } from '../../../src/engine/index.ts';
import { int, message, string } from '../../../src/core/protobuf/index.ts';
import {
  constant,
  floatConstant,
  graphNode,
  onCpu,
  placeholder,
} from '../../../src/engine/graph/graph-def.ts';
import { Graph } from '../../../src/engine/graph/graph.ts';

const FLOAT = attr.type('T', 'float32');

/** Makes a graph of x·2 + 0.5, with its first row as integers; `broken` is an invalid reshape. */
const makeGraph = (): Graph =>
  new Graph([
    placeholder('x', 'float32'),
    placeholder('shape', 'int32'),
    floatConstant('two', [2], []),
    floatConstant('half', [0.5, 0.5], [2]),
    constant('begin', [0, 0], [2]),
    constant('size', [1, 2], [2]),
    graphNode('twice', 'Mul', ['x', 'two'], [FLOAT]),
    graphNode('y', 'AddV2', ['twice', 'half'], [FLOAT]),
    graphNode('row', 'Slice', ['y', 'begin', 'size'], [FLOAT, attr.type('Index', 'int32')]),
    graphNode(
      'integers',
      'Cast',
      ['row'],
      [attr.type('SrcT', 'float32'), attr.type('DstT', 'int32'), attr.bool('Truncate', false)],
    ),
    graphNode('broken', 'Reshape', ['y', 'shape'], [FLOAT, attr.type('Tshape', 'int32')]),
  ]);

const x = { name: 'x', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) };

describe('a graph', () => {
  test('computes the fetched outputs from the fed inputs', () => {
    using graph = makeGraph();
    const [y, integers] = graph.run([x], ['y', 'integers']);
    expect(y).toEqual(Float32Array.of(2.5, 4.5, 6.5, 8.5));
    expect(integers).toEqual(Int32Array.of(2, 4));
  });

  test('accepts and returns tensors, and leaks none', () => {
    using graph = makeGraph();
    tf.tidy(() => {
      const tensor = tf.tensor2d([[1, 2]]);
      const before = tf.memory().numTensors;
      const y = graph.compute({ x: tensor }, 'y');
      expect(y.shape).toEqual([1, 2]);
      expect([...y.dataSync()]).toEqual([2.5, 4.5]);
      expect(tf.memory().numTensors).toBe(before + 1);
    });
  });

  test('a failing op fails its run, but not later runs', () => {
    using graph = makeGraph();
    const before = tf.memory().numTensors;
    const shape = { name: 'shape', shape: [1], values: Int32Array.of(3) };
    expect(() => graph.run([x, shape], ['broken'])).toThrow(/reshape/i);
    // Only fetched outputs need their inputs to be fed.
    expect(() => graph.run([x], ['broken'])).toThrow(/shape/);
    expect(graph.run([x, { ...shape, values: Int32Array.of(4) }], ['broken'])[0]).toHaveLength(4);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('accepts attributes of every kind', () => {
    const pool = [
      FLOAT,
      attr.int('ksize', [1, 2, 2, 1]),
      attr.int('strides', [1, 2, 2, 1]),
      attr.string('padding', 'VALID'),
      attr.string('data_format', 'NHWC'),
    ];
    using graph = new Graph([
      graphNode('x', 'Placeholder', [], [attr.type('dtype', 'float32'), attr.shape('shape', [1, 2, 2, 1])]),
      graphNode('greatest', 'MaxPool', ['x'], pool),
      graphNode('leaky', 'LeakyRelu', ['greatest'], [FLOAT, attr.float('alpha', 0.25)]),
      graphNode('both', 'IdentityN', ['greatest', 'leaky'], [attr.types('T', ['float32', 'float32'])]),
    ]);
    const feed = { name: 'x', shape: [1, 2, 2, 1], values: Float32Array.of(-4, -9, -8, -6) };
    expect(graph.run([feed], ['leaky'])[0]).toEqual(Float32Array.of(-1));
    expect(graph.run([feed], ['both'])[0]).toEqual(Float32Array.of(-4));
  });

  test('rejects an invalid graph, and names that it does not have', () => {
    expect(() => new Graph([graphNode('x', 'NoSuchOp')])).toThrow(/NoSuchOp/);
    using graph = makeGraph();
    expect(() => graph.run([x], ['z'])).toThrow('the graph has no op z');
    expect(graph.run([x], ['integers'])[0]).toEqual(Int32Array.of(2, 4));
  });

  test('any output may be fed instead of computed, also of an op with attributes of its own', () => {
    const marked = graphNode('twice', 'Mul', ['x', 'x'], [FLOAT, attr.string('_kernel', 'NoSuchKernel')]);
    using graph = new Graph([
      placeholder('x', 'float32'),
      marked,
      graphNode('y', 'AddV2', ['twice', 'x'], [FLOAT]),
    ]);
    expect(graph.run([x, { ...x, name: 'twice:0' }], ['y'])[0]).toEqual(Float32Array.of(2, 4, 6, 8));
  });

  test.each([3, 300])('a node with a name of %i letters can be moved to the CPU', (letters) => {
    const name = 'y'.repeat(letters);
    // Of a field that occurs twice, the last one counts.
    const fields = [string(1, name), string(2, 'ZerosLike'), string(3, 'x'), string(4, '/device:GPU:0')];
    const node = message(1, ...fields, message(5, string(1, 'T'), message(2, int(6, 1))));
    using elsewhere = new Graph([placeholder('x', 'float32'), node]);
    expect(() => elsewhere.run([x], [name])).toThrow(/device/);
    using graph = new Graph([placeholder('x', 'float32'), onCpu(node)]);
    expect(graph.run([x], [name])[0]).toEqual(new Float32Array(4));
  });

  test('throws after disposal; disposing twice has no effect', () => {
    const graph = makeGraph();
    graph[Symbol.dispose]();
    graph[Symbol.dispose]();
    expect(() => graph.run([x], ['y'])).toThrow('disposed');
  });
});
