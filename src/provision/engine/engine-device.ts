/** What computes: the processor, or an NVIDIA card (where there is none, the processor too). */
export type EngineDevice = 'cpu' | 'gpu';
