// Uploads of numbers from JavaScript. Compiled into the binding.
#include <cstring>

#include "kernel.h"

/**
 * The binding is compiled to call this function instead of TF_NewTensor, to which it would lend the memory of a typed array
 * until the tensor is freed. TensorFlow frees the values of a variable in whatever thread replaces them, but the binding can
 * give an array back in JavaScript's thread alone. So the numbers are copied, and the array is given back at once.
 */
extern "C" TF_Tensor* MillraceNewTensor(TF_DataType dtype, const int64_t* shape, int dimensions, void* data,
                                        size_t bytes, void (*release)(void*, size_t, void*), void* argument) {
  TF_Tensor* tensor = TF_AllocateTensor(dtype, shape, dimensions, bytes);
  if (tensor != nullptr && bytes > 0) std::memcpy(TF_TensorData(tensor), data, bytes);
  release(data, bytes, argument);
  return tensor;
}
