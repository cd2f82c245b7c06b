"""Exports a trained analyser to model/: int8 ONNX, labels, vocabulary.

usage: python -m training.export OUT [--weights FILE] [--full-range]
Weights are quantised per channel; 7 bits by default, so that machines without VNNI give the same numbers.
"""
from __future__ import annotations

import argparse
import json
import os
import shutil

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.calibrate import temperatures
from training.data import HERE
from training.model import Analyser, Exported, base_folder


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--weights")
    parser.add_argument("--to", default=os.path.join(HERE, "..", "model"))
    parser.add_argument("--full-range", action="store_true")
    args = parser.parse_args()
    labels = json.load(open(f"{args.out}/labels.json", encoding="utf8"))
    analyser = Analyser(labels)
    state = torch.load(args.weights or f"{args.out}/analyser.pt")
    analyser.load_state_dict(state.get("model", state))
    labels["temperature"] = temperatures(analyser.eval(), labels, args.out)
    exported = Exported(analyser).eval()
    ids = torch.randint(5, 1000, (1, 17), dtype=torch.int32)
    first, shape = torch.arange(0, 12, dtype=torch.int32).unsqueeze(0), torch.ones(1, 12, dtype=torch.int32)
    pair = torch.tensor([[2, 5]], dtype=torch.int32)
    axes = {"ids": {1: "T"}, "first": {1: "V"}, "shape": {1: "V"}, "pos": {1: "W"}, "arc": {1: "W", 2: "V"}, "rel": {1: "W", 2: "V"},
            "ner": {1: "W"}, "pred": {1: "W"}, "role": {1: "W", 2: "W"}, "trigger": {1: "W"}, "status": {1: "W"}, "mode": {1: "W"}, "party": {1: "W", 2: "W"}, "cue": {1: "W"}, "say": {1: "W", 2: "W"}}
    float_path = f"{args.out}/analyser.onnx"
    torch.onnx.export(exported, (ids, first, shape, pair), float_path, input_names=["ids", "first", "shape", "pair"],
                      output_names=["pos", "arc", "rel", "ner", "pred", "role", "trigger", "status", "mode", "party", "context", "relation", "cue", "say", "sense"], dynamic_axes=axes, opset_version=17, dynamo=False)
    os.makedirs(args.to, exist_ok=True)
    new = f"{args.to}/analyser.onnx.new"
    quantize_dynamic(float_path, new, weight_type=QuantType.QInt8, per_channel=True, reduce_range=not args.full_range)
    os.replace(new, f"{args.to}/analyser.onnx")
    with open(f"{args.to}/labels.json", "w", encoding="utf8") as file:
        json.dump(labels, file)
    shutil.copy(f"{base_folder()}/vocab.txt", f"{args.to}/vocab.txt") if os.path.exists(f"{base_folder()}/vocab.txt") else write_vocabulary(args.to)
    print(round(os.path.getsize(f"{args.to}/analyser.onnx") / 1e6, 1), "MB")


def write_vocabulary(to: str) -> None:
    vocabulary = json.load(open(f"{base_folder()}/tokenizer.json", encoding="utf8"))["model"]["vocab"]
    with open(f"{to}/vocab.txt", "w", encoding="utf8") as file:
        file.writelines(piece + "\n" for piece, _ in sorted(vocabulary.items(), key=lambda item: item[1]))


if __name__ == "__main__":
    main()
