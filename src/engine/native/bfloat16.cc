// Conversion of arrays between float32 and bfloat16, and sums of them.
#include <stdint.h>

#include <algorithm>

#include "addon.h"
#include "bfloat16.h"

namespace {

constexpr size_t kBlock = 1024;

void Round(const float* values, uint16_t* rounded, size_t count) {
  for (size_t i = 0; i < count; i++) rounded[i] = RoundedToBfloat16(values[i]);
}

void Widen(const uint16_t* rounded, float* values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = WidenedFromBfloat16(rounded[i]);
}

struct Pair {
  void* first;
  void* second;
  size_t first_length, second_length;
};

// Reads two typed arrays of the given types, or throws.
bool Read(napi_env env, napi_callback_info info, napi_typedarray_type first, napi_typedarray_type second, Pair* pair) {
  size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  napi_typedarray_type types[2] = {};
  napi_get_typedarray_info(env, arguments[0], &types[0], &pair->first_length, &pair->first, nullptr, nullptr);
  napi_get_typedarray_info(env, arguments[1], &types[1], &pair->second_length, &pair->second, nullptr, nullptr);
  if (types[0] == first && types[1] == second) return true;
  napi_throw_type_error(env, nullptr, "expected arrays of float32 and bfloat16");
  return false;
}

}  // namespace

// toBfloat16(values: Float32Array, rounded: Uint16Array): void.
napi_value ToBfloat16(napi_env env, napi_callback_info info) {
  Pair pair;
  if (Read(env, info, napi_float32_array, napi_uint16_array, &pair))
    Round(static_cast<float*>(pair.first), static_cast<uint16_t*>(pair.second),
          std::min(pair.first_length, pair.second_length));
  return nullptr;
}

// fromBfloat16(rounded: Uint16Array, values: Float32Array): void.
napi_value FromBfloat16(napi_env env, napi_callback_info info) {
  Pair pair;
  if (Read(env, info, napi_uint16_array, napi_float32_array, &pair))
    Widen(static_cast<uint16_t*>(pair.first), static_cast<float*>(pair.second),
          std::min(pair.first_length, pair.second_length));
  return nullptr;
}

// sumBfloat16(parts: Uint16Array, sum: Uint16Array): void. `parts` are several arrays as long as `sum`, one after the
// other; they are added up in this order, in float32.
napi_value SumBfloat16(napi_env env, napi_callback_info info) {
  Pair pair;
  if (!Read(env, info, napi_uint16_array, napi_uint16_array, &pair)) return nullptr;
  const uint16_t* parts = static_cast<uint16_t*>(pair.first);
  uint16_t* sum = static_cast<uint16_t*>(pair.second);
  const size_t length = pair.second_length;
  float total[kBlock], part[kBlock];
  for (size_t start = 0; start < length; start += kBlock) {
    const size_t count = std::min(kBlock, length - start);
    Widen(parts + start, total, count);
    for (size_t next = length; next + length <= pair.first_length; next += length) {
      Widen(parts + next + start, part, count);
      for (size_t i = 0; i < count; i++) total[i] += part[i];
    }
    Round(total, sum + start, count);
  }
  return nullptr;
}
