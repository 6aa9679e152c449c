// Where the values of an array are in memory.
#include <stdint.h>

#include "addon.h"

// addressOf(values: Float32Array): number. Valid as long as the array is alive.
napi_value AddressOf(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  void* data = nullptr;
  if (napi_get_typedarray_info(env, argument, nullptr, nullptr, &data, nullptr, nullptr) != napi_ok) {
    napi_throw_type_error(env, nullptr, "addressOf expects a typed array");
    return nullptr;
  }
  napi_value result;
  napi_create_double(env, static_cast<double>(reinterpret_cast<uintptr_t>(data)), &result);
  return result;
}
