"""The peers' side of the benches. Runs under the Python of Tools/bench/peers-env, as a child.

peer.py versions
peer.py export --backbone NAME --batch N --size S --folder DIR
peer.py time --engine NAME --folder DIR --threads T --precision P --iterations K
peer.py reference --backbone NAME --batch N --size S --folder DIR

`export` writes one network with random weights as weights.safetensors, input.npy and model.onnx;
`time` runs it in one engine and prints the JSON object that `zoo bench --json` prints;
`reference` writes weights.safetensors, input.safetensors and logits.json for the parity check.
"""

import argparse
import json
import pathlib
import time
import warnings

from peer_networks import KERAS, network, untrained

warnings.filterwarnings("ignore")
WARM_UP = 3


def random_input(batch, size):
    import torch
    return torch.randn(batch, 3, size, size, generator=torch.Generator().manual_seed(7))


def save_weights(model, folder):
    from safetensors.torch import save_file
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, folder / "weights.safetensors")


def versions(options):
    import onnxruntime
    import openvino
    import torch
    print(json.dumps({
        "torch": torch.__version__, "onnxruntime": onnxruntime.__version__,
        "openvino": openvino.__version__.split("-")[0]}))


def export(options):
    import numpy
    import torch
    model, x = network(options.backbone, options.size), random_input(options.batch, options.size)
    save_weights(model, options.folder)
    numpy.save(options.folder / "input.npy", x.numpy())
    (options.folder / "backbone").write_text(f"{options.backbone} {options.size}")
    torch.onnx.export(
        model, (x,), str(options.folder / "model.onnx"), dynamo=False, opset_version=17,
        input_names=["x"], output_names=["y"])


def reference(options):
    if options.backbone in KERAS:
        import keras_reference
        image = random_input(options.batch, options.size).numpy()
        return keras_reference.reference(options.backbone, image, options.folder)
    import torch
    from safetensors.torch import save_file
    model, x = network(options.backbone, options.size), random_input(options.batch, options.size)
    save_weights(model, options.folder)
    save_file({"input": x}, options.folder / "input.safetensors")
    with torch.inference_mode():
        logits = model(x)
    (options.folder / "logits.json").write_text(json.dumps(logits.flatten().tolist()))


def torch_engine(options, x, layout):
    import torch
    from safetensors.torch import load_file
    torch.set_num_threads(options.threads)
    backbone, size = (options.folder / "backbone").read_text().split()
    model = untrained(backbone, int(size))
    model.load_state_dict(load_file(options.folder / "weights.safetensors"))
    dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[options.precision]
    model = model.eval().to(dtype=dtype, memory_format=layout(torch))
    tensor = torch.from_numpy(x).to(dtype=dtype, memory_format=layout(torch))

    def run():
        with torch.inference_mode():
            return model(tensor)

    return run


def onnxruntime_engine(options, x):
    import onnxruntime
    if options.precision != "f32":
        return None
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(options.folder / "model.onnx"), settings, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})


def openvino_engine(options, x):
    import openvino
    core = openvino.Core()
    # Without the hint OpenVINO picks bf16 by itself where the processor has it.
    compiled = core.compile_model(core.read_model(options.folder / "model.onnx"), "CPU", {
        "INFERENCE_NUM_THREADS": options.threads, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": options.precision})
    request = compiled.create_infer_request()
    return lambda: request.infer({0: x}, share_inputs=True, share_outputs=True)


ENGINES = {
    "PyTorch": lambda o, x: torch_engine(o, x, lambda torch: torch.contiguous_format),
    "PyTorch channels last": lambda o, x: torch_engine(o, x, lambda torch: torch.channels_last),
    "ONNX Runtime": onnxruntime_engine,
    "OpenVINO": openvino_engine,
}


def measure(options):
    import numpy
    x = numpy.load(options.folder / "input.npy")
    start = time.perf_counter()
    run = ENGINES[options.engine](options, x)
    if run is None:
        print(json.dumps({"unsupported": f"{options.engine} has no {options.precision} here"}))
        return
    compiled = time.perf_counter()
    for _ in range(WARM_UP):
        run()
    wall, cpu = [], []
    for _ in range(options.iterations):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        run()
        wall.append((time.perf_counter() - wall_start) * 1e3)
        cpu.append((time.process_time() - cpu_start) * 1e3)
    print(json.dumps({
        "wallMilliseconds": wall, "cpuMilliseconds": cpu, "precision": options.precision,
        "threads": options.threads, "compileMilliseconds": (compiled - start) * 1e3}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=["versions", "export", "time", "reference"])
    parser.add_argument("--backbone")
    parser.add_argument("--engine", choices=sorted(ENGINES))
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--precision", choices=["f32", "bf16"])
    for name in ("batch", "size", "threads", "iterations"):
        parser.add_argument(f"--{name}", type=int)
    options = parser.parse_args()
    {"versions": versions, "export": export, "time": measure, "reference": reference}[options.job](
        options)


if __name__ == "__main__":
    main()
