/** Shared memory that is used again: a buffer of an operation serves the next one. */
export interface SharedBuffers {
  /** Returns a copy of the values in shared memory. */
  readonly copy: <T extends Float32Array | Float64Array>(values: T) => T;
  /** Takes back the memory of a copy. */
  readonly release: (copy: Float32Array | Float64Array) => void;
}

export function sharedBuffers(): SharedBuffers {
  const free: SharedArrayBuffer[] = [];
  return {
    copy: (values) => {
      const index = free.findIndex(({ byteLength }) => byteLength >= values.byteLength);
      // One that is too small is replaced by the larger one.
      const [found] = free.splice(Math.max(0, index), 1);
      const buffer = index >= 0 && found !== undefined ? found : new SharedArrayBuffer(values.byteLength);
      const Values = values.constructor as new (
        buffer: SharedArrayBuffer,
        start: number,
        length: number,
      ) => typeof values;
      const copy = new Values(buffer, 0, values.length);
      copy.set(values);
      return copy;
    },
    release: ({ buffer }) => void free.push(buffer as SharedArrayBuffer),
  };
}
