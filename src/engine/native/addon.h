// The functions of Millrace's addon, each defined in the file of its purpose.
#pragma once

#include <node_api.h>

napi_value SilenceStderr(napi_env env, napi_callback_info info);
napi_value RestoreStderr(napi_env env, napi_callback_info info);
napi_value WatchJpegWarnings(napi_env env, napi_callback_info info);
napi_value UnwatchJpegWarnings(napi_env env, napi_callback_info info);
