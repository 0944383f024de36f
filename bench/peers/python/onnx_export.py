"""Writes the networks and convolutions of the cases as ONNX files, for the driver of ONNX Runtime.

Run: onnx_export.py FOLDER < cases. Files that exist already are left alone.
"""
import os
import sys
import warnings

import torch
from torch import nn

import driver
import networks


def wanted(words):
    """Return the file name, the model and the input's shape of a case, or None."""
    if words[0] == "net" and words[2] == "infer":
        batch, size, classes = map(int, words[3:6])
        model = networks.build(words[1], size, classes)
        return model and ("net-%s.onnx" % words[1], model, (batch, 3, size, size))
    if words[0] == "conv" and words[9] == "fwd":
        n, c, o, size, kernel, stride, pad = map(int, words[2:9])
        model = nn.Conv2d(c, o, kernel, stride, pad, groups=int(words[10]), bias=False)
        return "conv-%s.onnx" % words[1], model, (n, c, size, size)
    return None


def main():
    folder = sys.argv[1]
    warnings.filterwarnings("ignore")
    os.makedirs(folder, exist_ok=True)
    for words in driver.cases():
        found = wanted(words)
        if not found:
            continue
        name, model, shape = found
        path = os.path.join(folder, name)
        if os.path.exists(path):
            continue
        fresh = "%s.%d" % (path, os.getpid())
        torch.onnx.export(model.eval(), torch.randn(*shape), fresh, opset_version=13, input_names=["x"], output_names=["y"])
        os.replace(fresh, path)


main()
