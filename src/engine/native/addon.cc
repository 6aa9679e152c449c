// Registers the addon's functions. Node-API in plain C calls, so that any C++ compiler builds it.
#include "addon.h"

NAPI_MODULE_INIT() {
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {
      {"silenceStderr", SilenceStderr},
      {"restoreStderr", RestoreStderr},
      {"watchJpegWarnings", WatchJpegWarnings},
      {"unwatchJpegWarnings", UnwatchJpegWarnings},
      {"mpiOpen", MpiOpen},
      {"mpiAllReduce", MpiAllReduce},
      {"mpiBroadcast", MpiBroadcast},
      {"mpiAllGather", MpiAllGather},
      {"mpiAllToAll", MpiAllToAll},
      {"mpiSend", MpiSend},
      {"mpiReceive", MpiReceive},
      {"mpiTest", MpiTest},
      {"mpiFinalize", MpiFinalize},
      {"mpiAbort", MpiAbort},
      {"toBfloat16", ToBfloat16},
      {"fromBfloat16", FromBfloat16},
      {"sumBfloat16", SumBfloat16},
      {"addressOf", AddressOf},
      {"affinity", Affinity},
      {"pause", Pause},
  };
  for (const auto& [name, function] : functions) {
    const napi_property_descriptor property = {name,    nullptr, function,        nullptr,
                                               nullptr, nullptr, napi_enumerable, nullptr};
    napi_define_properties(env, exports, 1, &property);
  }
  return exports;
}
