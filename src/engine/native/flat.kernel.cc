// Two ops of TensorFlow for a flat buffer: the values of several tensors in memory that other threads and processes can read.
// Compiled into the binding, and registered when it is loaded.
#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernel.h"

namespace {

/** Tensors begin at multiples of this many floats: TensorFlow's kernels expect aligned memory. */
constexpr int64_t ALIGNMENT = 16;

/** By address: the number of tensors whose values are in the buffer. */
std::mutex mutex;
std::unordered_map<int64_t, int64_t> in_use;

void Release(void*, size_t, void* address) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = in_use.find(reinterpret_cast<int64_t>(address));
  if (found != in_use.end() && --found->second == 0) in_use.erase(found);
}

int64_t UsersOf(int64_t address) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = in_use.find(address);
  return found == in_use.end() ? 0 : found->second;
}

/** The attributes of a kernel. */
struct Flat {
  int64_t address = 0;
};

void* Create(TF_OpKernelConstruction* construction) {
  auto* flat = new Flat;
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrInt64(construction, "address", &flat->address, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return flat;
}

void Delete(void* kernel) { delete static_cast<Flat*>(kernel); }

int64_t Aligned(int64_t count) { return (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

/** Calls `use` with each input but the last `rest`, and where its values begin in the buffer. */
template <typename Use>
void ForEachInput(TF_OpKernelContext* context, int rest, TF_Status* status, Use use) {
  int64_t start = 0;
  for (int i = 0; i < TF_NumInputs(context) - rest && TF_GetCode(status) == TF_OK; i++) {
    TF_Tensor* input = nullptr;
    TF_GetInput(context, i, &input, status);
    if (TF_GetCode(status) != TF_OK) break;
    use(i, input, start);
    start += Aligned(TF_TensorElementCount(input));
    TF_DeleteTensor(input);
  }
}

/**
 * Writes the values of tensors, times a factor, unless tensors still use the buffer. The output is the number of those
 * tensors.
 */
void Flatten(void* kernel, TF_OpKernelContext* context) {
  const int64_t address = static_cast<Flat*>(kernel)->address;
  TF_Status* status = TF_NewStatus();
  const int64_t users = UsersOf(address);
  TF_Tensor* scalar = nullptr;
  TF_GetInput(context, TF_NumInputs(context) - 1, &scalar, status);
  if (TF_GetCode(status) == TF_OK) {
    const float factor = *static_cast<const float*>(TF_TensorData(scalar));
    TF_DeleteTensor(scalar);
    float* buffer = reinterpret_cast<float*>(address);
    if (users == 0)
      ForEachInput(context, 1, status, [&](int, TF_Tensor* input, int64_t start) {
        const int64_t count = TF_TensorElementCount(input);
        const float* values = static_cast<const float*>(TF_TensorData(input));
        float* target = buffer + start;
        if (factor == 1) std::memcpy(target, values, count * sizeof(float));
        else
          for (int64_t i = 0; i < count; i++) target[i] = factor * values[i];
      });
  }
  if (TF_GetCode(status) == TF_OK) {
    TF_Tensor* output = TF_AllocateOutput(context, 0, TF_INT32, nullptr, 0, sizeof(int32_t), status);
    if (TF_GetCode(status) == TF_OK) {
      *static_cast<int32_t*>(TF_TensorData(output)) = static_cast<int32_t>(users);
      TF_DeleteTensor(output);
    }
  }
  Finish(context, status);
}

/** Returns tensors of the shapes of the inputs, whose values stay in the buffer. */
void Unflatten(void* kernel, TF_OpKernelContext* context) {
  const int64_t address = static_cast<Flat*>(kernel)->address;
  TF_Status* status = TF_NewStatus();
  float* buffer = reinterpret_cast<float*>(address);
  ForEachInput(context, 0, status, [&](int i, TF_Tensor* input, int64_t start) {
    std::vector<int64_t> shape;
    for (int j = 0; j < TF_NumDims(input); j++) shape.push_back(TF_Dim(input, j));
    const size_t bytes = TF_TensorElementCount(input) * sizeof(float);
    {
      std::lock_guard<std::mutex> lock(mutex);
      in_use[address]++;
    }
    TF_Tensor* output = TF_NewTensor(TF_FLOAT, shape.data(), static_cast<int>(shape.size()), buffer + start,
                                     bytes, Release, reinterpret_cast<void*>(address));
    TF_SetOutput(context, i, output, status);
    TF_DeleteTensor(output);
  });
  Finish(context, status);
}

using Compute = void (*)(void*, TF_OpKernelContext*);

void Register(const char* name, const std::vector<const char*>& inputs, const char* output, Compute compute) {
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  TF_OpDefinitionBuilderAddAttr(op, "N: int >= 1");
  TF_OpDefinitionBuilderAddAttr(op, "address: int");
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
  TF_OpDefinitionBuilderAddOutput(op, output);
  TF_OpDefinitionBuilderSetIsStateful(op, true);
  RegisterOnCpu(name, op, compute, Create, Delete);
}

/** A second copy of the binding in the same process registers nothing. */
const bool registered = [] {
  Register("MillraceFlatten", {"values: N * float", "factor: float"}, "users: int32", Flatten);
  Register("MillraceUnflatten", {"shapes: N * float"}, "values: N * float", Unflatten);
  return true;
}();

}  // namespace
