// The functions of Millrace's addon, each defined in the file of its purpose.
#pragma once

#include <node_api.h>

napi_value SilenceStderr(napi_env env, napi_callback_info info);
napi_value RestoreStderr(napi_env env, napi_callback_info info);
napi_value WatchJpegWarnings(napi_env env, napi_callback_info info);
napi_value UnwatchJpegWarnings(napi_env env, napi_callback_info info);
napi_value MpiOpen(napi_env env, napi_callback_info info);
napi_value MpiAllReduce(napi_env env, napi_callback_info info);
napi_value MpiBroadcast(napi_env env, napi_callback_info info);
napi_value MpiAllGather(napi_env env, napi_callback_info info);
napi_value MpiAllToAll(napi_env env, napi_callback_info info);
napi_value MpiSend(napi_env env, napi_callback_info info);
napi_value MpiReceive(napi_env env, napi_callback_info info);
napi_value MpiTest(napi_env env, napi_callback_info info);
napi_value MpiFinalize(napi_env env, napi_callback_info info);
napi_value AddressOf(napi_env env, napi_callback_info info);
napi_value MpiAbort(napi_env env, napi_callback_info info);
napi_value Affinity(napi_env env, napi_callback_info info);
napi_value Pause(napi_env env, napi_callback_info info);
napi_value ToBfloat16(napi_env env, napi_callback_info info);
napi_value FromBfloat16(napi_env env, napi_callback_info info);
napi_value SumBfloat16(napi_env env, napi_callback_info info);
