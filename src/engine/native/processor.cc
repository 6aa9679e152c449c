// Which cores a thread may use, and how it gives them up.
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "addon.h"

// affinity(): Uint8Array | null. Returns a bit for each core, set if this process may use it; null if there is no limit.
napi_value Affinity(napi_env env, napi_callback_info) {
  napi_value result;
#ifdef __linux__
  unsigned long mask[8192 / (8 * sizeof(unsigned long))] = {};
  if (sched_getaffinity(getpid(), sizeof mask, reinterpret_cast<cpu_set_t*>(mask)) == 0) {
    void* bytes;
    napi_value buffer;
    napi_create_arraybuffer(env, sizeof mask, &bytes, &buffer);
    memcpy(bytes, mask, sizeof mask);
    napi_create_typedarray(env, napi_uint8_array, sizeof mask, buffer, 0, &result);
    return result;
  }
#endif
  napi_get_null(env, &result);
  return result;
}

// pause(microseconds: number): void. Sleeps; 0 lets another thread use the core, if one waits for it.
napi_value Pause(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  int32_t microseconds = 0;
  napi_get_value_int32(env, argument, &microseconds);
  const timespec time = {0, microseconds * 1000L};
  if (microseconds > 0)
    nanosleep(&time, nullptr);
  else
    sched_yield();
  return nullptr;
}
