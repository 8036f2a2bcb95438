"""Trains the handwritten digits model and writes models/digits/1/model.onnx and samples.jsonl.

pip install scikit-learn onnx onnxruntime; python train.py
Input  pixels        float32 [batch, 64]  an 8x8 image, row by row, 0 (white) to 16 (black)
Output label         int64   [batch]      the digit
       probabilities float32 [batch, 10]
"""
import json

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

images, labels = load_digits(return_X_y=True)
train_x, test_x, train_y, test_y = train_test_split(images, labels, test_size=0.2, random_state=7, stratify=labels)
net = MLPClassifier((128, 64), alpha=1e-2, max_iter=800, random_state=7).fit(train_x / 16, train_y)

nodes = [helper.make_node("Mul", ["pixels", "scale"], ["h0"])]
weights = [numpy_helper.from_array(np.float32(1 / 16), "scale")]
for i, (w, b) in enumerate(zip(net.coefs_, net.intercepts_)):
    weights += [numpy_helper.from_array(w.astype(np.float32), f"w{i}"), numpy_helper.from_array(b.astype(np.float32), f"b{i}")]
    last = i == len(net.coefs_) - 1
    nodes.append(helper.make_node("Gemm", [f"h{i}", f"w{i}", f"b{i}"], ["logits" if last else f"g{i}"]))
    if not last:
        nodes.append(helper.make_node("Relu", [f"g{i}"], [f"h{i + 1}"]))
nodes += [
    helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    helper.make_node("ArgMax", ["logits"], ["label"], axis=1, keepdims=0),
]
graph = helper.make_graph(
    nodes,
    "digits",
    [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["batch", 64])],
    [
        helper.make_tensor_value_info("label", TensorProto.INT64, ["batch"]),
        helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", 10]),
    ],
    weights,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], producer_name="actorserve")
model.ir_version = 9
onnx.checker.check_model(model)
onnx.save(model, "models/digits/1/model.onnx")

session = onnxruntime.InferenceSession("models/digits/1/model.onnx", providers=["CPUExecutionProvider"])
predicted, _ = session.run(None, {"pixels": test_x.astype(np.float32)})
print(f"{len(train_x)} images to learn from; {(predicted == test_y).mean():.4f} right of {len(test_x)} held out")
with open("samples.jsonl", "w") as out:
    for x, y, p in zip(test_x, test_y, predicted):
        out.write(json.dumps({"pixels": [int(v) for v in x], "label": int(y), "predicted": int(p)}, separators=(",", ":")) + "\n")
