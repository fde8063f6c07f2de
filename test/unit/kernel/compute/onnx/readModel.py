"""An independent reader of ONNX files: python3 readModel.py < model.onnx checks the model and prints what it holds as JSON."""

import json
import sys

import onnx
from onnx import numpy_helper

model = onnx.load_model_from_string(sys.stdin.buffer.read())
onnx.checker.check_model(model, full_check=True)


def value(info):
    tensor = info.type.tensor_type
    return {
        "name": info.name,
        "type": onnx.TensorProto.DataType.Name(tensor.elem_type),
        "shape": [size.dim_param or size.dim_value for size in tensor.shape.dim],
    }


def attribute(one):
    held = onnx.helper.get_attribute_value(one)
    if isinstance(held, bytes):
        held = held.decode()
    return [onnx.AttributeProto.AttributeType.Name(one.type), held if isinstance(held, (str, int, float)) else list(held)]


graph = model.graph
print(
    json.dumps(
        {
            "irVersion": model.ir_version,
            "opsets": {one.domain: one.version for one in model.opset_import},
            "inputs": [value(info) for info in graph.input],
            "outputs": [value(info) for info in graph.output],
            "initializers": [
                {"name": one.name, "type": onnx.TensorProto.DataType.Name(one.data_type), "values": numpy_helper.to_array(one).tolist()}
                for one in graph.initializer
            ],
            "nodes": [
                {
                    "op": node.op_type,
                    "domain": node.domain,
                    "name": node.name,
                    "inputs": list(node.input),
                    "outputs": list(node.output),
                    "attributes": {one.name: attribute(one) for one in node.attribute},
                }
                for node in graph.node
            ],
        }
    )
)
