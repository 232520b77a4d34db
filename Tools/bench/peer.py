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
import sys
import time
import warnings

warnings.filterwarnings("ignore")
WARM_UP = 3


def torchvision_models():
    """torchvision's model definitions, also where its compiled operators do not load."""
    import torch
    try:
        import torchvision.models
    except RuntimeError:
        # Built for another build of torch. ResNets need none of its operators, but the import
        # registers shape functions for these two, so they must have a signature.
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        torchvision_models.library = library
        import torchvision.models
    return torchvision.models


def network(backbone):
    """A seeded network whose batch norms have statistics as after training.

    Fresh batch norms are the identity, which hides every mistake in folding them. Here the
    scales and shifts are drawn, the running statistics are measured on random images, and then
    moved a little, as those of a trained network differ from any batch's own. The last scale of
    each residual branch is small, as training leaves it: with large ones the network is chaotic
    and even PyTorch's two memory layouts differ by more than the tolerance.
    """
    import torch
    torch.manual_seed(20240613)
    model = getattr(torchvision_models(), backbone)(weights=None)
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    with torch.no_grad():
        for norm in norms:
            norm.momentum = None
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.normal_(0, 0.2)
        for block in model.modules():
            if hasattr(block, "downsample"):
                last = block.bn3 if hasattr(block, "bn3") else block.bn2
                last.weight *= 0.3
        model.train()(torch.randn(2, 3, 224, 224))
        for norm in norms:
            norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
            norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.8, 1.25)
    return model.eval()


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
    model, x = network(options.backbone), random_input(options.batch, options.size)
    save_weights(model, options.folder)
    numpy.save(options.folder / "input.npy", x.numpy())
    (options.folder / "backbone").write_text(options.backbone)
    torch.onnx.export(
        model, (x,), str(options.folder / "model.onnx"), dynamo=False, opset_version=17,
        input_names=["x"], output_names=["y"])


def reference(options):
    import torch
    from safetensors.torch import save_file
    model, x = network(options.backbone), random_input(options.batch, options.size)
    save_weights(model, options.folder)
    save_file({"input": x}, options.folder / "input.safetensors")
    with torch.inference_mode():
        logits = model(x)
    (options.folder / "logits.json").write_text(json.dumps(logits.flatten().tolist()))


def torch_engine(options, x, layout):
    import torch
    from safetensors.torch import load_file
    torch.set_num_threads(options.threads)
    model = getattr(torchvision_models(), (options.folder / "backbone").read_text())(weights=None)
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
