/** A layer of a LayersModel, as Keras describes it. */
export interface Layer {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

/** Returns a layer that takes the outputs of other layers. */
export const layer = (
  className: string,
  name: string,
  inputs: readonly string[],
  config: Readonly<Record<string, unknown>> = {},
): Layer => ({
  class_name: className,
  name,
  config: { name, trainable: false, ...config },
  inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
});
