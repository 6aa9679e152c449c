// Registers the addon's functions. Node-API in plain C calls, so that any C++ compiler builds it.
#include "addon.h"

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"silenceStderr", nullptr, SilenceStderr, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"restoreStderr", nullptr, RestoreStderr, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"watchJpegWarnings", nullptr, WatchJpegWarnings, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"unwatchJpegWarnings", nullptr, UnwatchJpegWarnings, nullptr, nullptr, nullptr, napi_enumerable,
       nullptr},
  };
  napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties);
  return exports;
}
