/** What a run calls its model, in its folder. */
export const MODEL_NAME = 'model.safetensors';
