// The part of TensorFlow's C API for kernels that is used here: its header needs others that the engine does not unpack.
#pragma once
#include <cstddef>
#include <cstdint>

// In the binding's own sources these names mean Millrace's functions.
#undef TF_NewTensor
#undef TFE_NewContext

#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

extern "C" {
struct TF_KernelBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;

TF_KernelBuilder* TF_NewKernelBuilder(const char* op, const char* device,
                                      void* (*create)(TF_OpKernelConstruction*),
                                      void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*));
void TF_RegisterKernelBuilder(const char* name, TF_KernelBuilder* builder, TF_Status* status);
void TF_OpKernelConstruction_GetAttrInt64(TF_OpKernelConstruction* construction, const char* name,
                                          int64_t* value, TF_Status* status);
void TF_OpKernelConstruction_GetAttrFloat(TF_OpKernelConstruction* construction, const char* name, float* value,
                                          TF_Status* status);
void TF_OpKernelConstruction_GetAttrBool(TF_OpKernelConstruction* construction, const char* name,
                                         unsigned char* value, TF_Status* status);
void TF_OpKernelConstruction_GetAttrType(TF_OpKernelConstruction* construction, const char* name,
                                         TF_DataType* value, TF_Status* status);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction* construction, TF_Status* status);
void TF_OpKernelContext_Failure(TF_OpKernelContext* context, TF_Status* status);
int TF_NumInputs(TF_OpKernelContext* context);
void TF_GetInput(TF_OpKernelContext* context, int i, TF_Tensor** tensor, TF_Status* status);
void TF_SetOutput(TF_OpKernelContext* context, int i, const TF_Tensor* tensor, TF_Status* status);
TF_Tensor* TF_AllocateOutput(TF_OpKernelContext* context, int i, TF_DataType dtype, const int64_t* shape,
                             int dimensions, size_t bytes, TF_Status* status);
}

/** Reports an error, if there is one, to TensorFlow, and frees the status. */
inline void Finish(TF_OpKernelContext* context, TF_Status* status) {
  if (TF_GetCode(status) != TF_OK) TF_OpKernelContext_Failure(context, status);
  TF_DeleteStatus(status);
}

/** Shapes are known only when the op runs. */
inline void UnknownShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

/** Registers an op, with the inputs, outputs and attributes of its builder, and its kernel for the CPU. */
inline void RegisterOnCpu(const char* name, TF_OpDefinitionBuilder* op, void (*compute)(void*, TF_OpKernelContext*),
                          void* (*create)(TF_OpKernelConstruction*) = nullptr,
                          void (*destroy)(void*) = nullptr) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, UnknownShapes);
  TF_RegisterOpDefinition(op, status);
  TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", create, compute, destroy), status);
  TF_DeleteStatus(status);
}

/** An input of an op, which is freed at the end. */
class Input {
 public:
  Input(TF_OpKernelContext* context, int i, TF_Status* status) {
    if (TF_GetCode(status) == TF_OK) TF_GetInput(context, i, &tensor_, status);
  }
  ~Input() {
    if (tensor_ != nullptr) TF_DeleteTensor(tensor_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  template <typename T>
  const T* Values() const {
    return static_cast<const T*>(TF_TensorData(tensor_));
  }
  int64_t Size(int axis) const { return TF_Dim(tensor_, axis); }
  int Dimensions() const { return TF_NumDims(tensor_); }
  int64_t Count() const { return TF_TensorElementCount(tensor_); }

 private:
  TF_Tensor* tensor_ = nullptr;
};
