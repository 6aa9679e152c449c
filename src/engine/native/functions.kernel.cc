// Two ops of TensorFlow that register graphs as functions of the eager context, which then runs them by name as it runs ops:
// they may read and change the variables that eager ops do. Compiled into the binding, whose context they use.
#include <cstdlib>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "kernel.h"
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"
#include "tensorflow/c/tf_tstring.h"

namespace {

TFE_Context* context_of_binding = nullptr;

/** Returns an input that is a string; empty after an error. */
std::string StringInput(TF_OpKernelContext* context, int i, TF_Status* status) {
  const Input input(context, i, status);
  if (TF_GetCode(status) != TF_OK) return "";
  const TF_TString* text = input.Values<TF_TString>();
  return std::string(TF_TString_GetDataPointer(text), TF_TString_GetSize(text));
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

/** A graph while it becomes a function. */
class Body {
 public:
  explicit Body(TF_Status* status) : graph_(TF_NewGraph()), status_(status) {}

  ~Body() { TF_DeleteGraph(graph_); }

  bool IsOk() const { return TF_GetCode(status_) == TF_OK; }

  /** Imports a GraphDef, in which `from[i]` becomes `to[i]` wherever it is used. */
  void Import(const std::string& definition, const std::vector<std::string>& from = {},
              const std::vector<TF_Output>& to = {}) {
    TF_ImportGraphDefOptions* options = TF_NewImportGraphDefOptions();
    for (size_t i = 0; i < from.size(); i++) {
      const auto [name, index] = Split(from[i]);
      TF_ImportGraphDefOptionsAddInputMapping(options, name.c_str(), index, to[i]);
    }
    TF_Buffer* buffer = TF_NewBufferFromString(definition.data(), definition.size());
    TF_GraphImportGraphDef(graph_, buffer, options, status_);
    TF_DeleteBuffer(buffer);
    TF_DeleteImportGraphDefOptions(options);
  }

  /** Adds an input of the function. */
  TF_Output Placeholder(const std::string& name, TF_DataType dtype) {
    TF_OperationDescription* description = TF_NewOperation(graph_, "Placeholder", name.c_str());
    TF_SetAttrType(description, "dtype", dtype);
    return {TF_FinishOperation(description, status_), 0};
  }

  /** Returns an output by its name, such as `node:0`. */
  TF_Output OutputOf(const std::string& output) {
    const auto [name, index] = Split(output);
    return {Operation(name), index};
  }

  TF_Operation* Operation(const std::string& name) {
    TF_Operation* found = TF_GraphOperationByName(graph_, name.c_str());
    if (found == nullptr && IsOk()) TF_SetStatus(status_, TF_NOT_FOUND, ("the graph has no op " + name).c_str());
    return found;
  }

  /** Returns the ops that compute the outputs, and those that `roots` need, without the inputs. */
  static std::vector<TF_Operation*> Needed(const std::vector<TF_Output>& inputs, const std::vector<TF_Output>& outputs,
                                           std::vector<TF_Operation*> roots) {
    std::set<TF_Operation*> seen;
    for (const TF_Output& input : inputs) seen.insert(input.oper);
    for (const TF_Output& output : outputs) roots.push_back(output.oper);
    std::vector<TF_Operation*> needed;
    while (!roots.empty()) {
      TF_Operation* op = roots.back();
      roots.pop_back();
      if (!seen.insert(op).second) continue;
      needed.push_back(op);
      for (int i = 0; i < TF_OperationNumInputs(op); i++) roots.push_back(TF_OperationInput({op, i}).oper);
      std::vector<TF_Operation*> before(TF_OperationNumControlInputs(op));
      TF_OperationGetControlInputs(op, before.data(), static_cast<int>(before.size()));
      roots.insert(roots.end(), before.begin(), before.end());
    }
    return needed;
  }

  /** Registers the ops between inputs and outputs. */
  void Register(TFE_Context* context, const std::string& name, const std::vector<TF_Operation*>& ops,
                const std::vector<TF_Output>& inputs, const std::vector<TF_Output>& outputs) {
    TF_Function* function = TF_GraphToFunction(
        graph_, name.c_str(), 0, static_cast<int>(ops.size()), ops.data(), static_cast<int>(inputs.size()),
        inputs.data(), static_cast<int>(outputs.size()), outputs.data(), nullptr, nullptr, "", status_);
    if (!IsOk()) return;
    TFE_ContextAddFunction(context, function, status_);
    TF_DeleteFunction(function);
  }

 private:
  static std::pair<std::string, int> Split(const std::string& output) {
    const size_t colon = output.rfind(':');
    return {output.substr(0, colon), std::atoi(output.c_str() + colon + 1)};
  }

  TF_Graph* graph_;
  TF_Status* status_;
};

/** Registers a function; the status tells of an error. */
void Add(const std::string& definition, const std::string& name, const std::vector<std::string>& input_names,
         const std::vector<std::string>& output_names, const std::vector<std::string>& effects, TF_Status* status) {
  // Any output may be an input. It is replaced by a placeholder: otherwise the function's argument would inherit attributes
  // of its op. The element types are known only in a graph.
  Body types(status);
  if (!input_names.empty()) types.Import(definition);
  Body body(status);
  std::vector<TF_Output> inputs, outputs;
  for (size_t i = 0; i < input_names.size() && types.IsOk(); i++) {
    const TF_Output given = types.OutputOf(input_names[i]);
    if (types.IsOk())
      inputs.push_back(body.Placeholder("input/" + std::to_string(i), TF_OperationOutputType(given)));
  }
  if (body.IsOk()) body.Import(definition, input_names, inputs);
  if (!body.IsOk()) return;
  std::vector<TF_Operation*> roots;
  for (const std::string& output : output_names) outputs.push_back(body.OutputOf(output));
  for (const std::string& op : effects) roots.push_back(body.Operation(op));
  if (body.IsOk())
    body.Register(context_of_binding, name, Body::Needed(inputs, outputs, roots), inputs, outputs);
}

/** The only output of both ops: a number without meaning. */
void AllocateDone(TF_OpKernelContext* context, TF_Status* status) {
  if (TF_GetCode(status) != TF_OK) return;
  TF_Tensor* done = TF_AllocateOutput(context, 0, TF_INT32, nullptr, 0, sizeof(int32_t), status);
  if (TF_GetCode(status) != TF_OK) return;
  *static_cast<int32_t*>(TF_TensorData(done)) = 1;
  TF_DeleteTensor(done);
}

/**
 * Registers the part of a graph (a GraphDef) that computes the outputs from the inputs, and its ops that have effects, as a
 * function. Names are separated by commas.
 */
void AddFunction(void*, TF_OpKernelContext* context) {
  TF_Status* status = TF_NewStatus();
  const std::string definition = StringInput(context, 0, status), name = StringInput(context, 1, status),
                    input_names = StringInput(context, 2, status),
                    output_names = StringInput(context, 3, status), effects = StringInput(context, 4, status);
  if (TF_GetCode(status) == TF_OK)
    Add(definition, name, SplitAtCommas(input_names), SplitAtCommas(output_names), SplitAtCommas(effects), status);
  AllocateDone(context, status);
  Finish(context, status);
}

/** Frees a function by its name. */
void RemoveFunction(void*, TF_OpKernelContext* context) {
  TF_Status* status = TF_NewStatus();
  const std::string name = StringInput(context, 0, status);
  if (TF_GetCode(status) == TF_OK) TFE_ContextRemoveFunction(context_of_binding, name.c_str(), status);
  AllocateDone(context, status);
  Finish(context, status);
}

void Register(const char* name, const std::vector<const char*>& inputs, void (*compute)(void*, TF_OpKernelContext*)) {
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
  TF_OpDefinitionBuilderAddOutput(op, "done: int32");
  TF_OpDefinitionBuilderSetIsStateful(op, true);
  RegisterOnCpu(name, op, compute);
}

/** A second copy of the binding in the same process registers nothing. */
const bool registered = [] {
  Register("MillraceAddFunction",
           {"graph: string", "name: string", "inputs: string", "outputs: string", "effects: string"},
           AddFunction);
  Register("MillraceRemoveFunction", {"name: string"}, RemoveFunction);
  return true;
}();

}  // namespace

/** The binding is compiled to call this function instead of TFE_NewContext. */
extern "C" TFE_Context* MillraceNewContext(const TFE_ContextOptions* options, TF_Status* status) {
  return context_of_binding = TFE_NewContext(options, status);
}
