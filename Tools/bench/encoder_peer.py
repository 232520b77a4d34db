"""The peers' side of Tools/bench/encoder. Runs under the Python of Tools/bench/peers-env.

encoder_peer.py export --package DIR --folder DIR
encoder_peer.py photo --folder DIR
encoder_peer.py network --engine NAME --folder DIR --precision P --iterations K
encoder_peer.py jpeg --folder DIR --iterations K [--full]

`export` turns an encoder package into the same network for PyTorch and ONNX; `photo` draws a 1080p
JPEG with the spectrum of photos; `network` times the network alone; `jpeg` times what a device
would do without an encoder: decode, resize, crop, encode at quality 80.
"""

import argparse
import io
import json
import pathlib
import time

import peer


def network(folder):
    """The published encoder in PyTorch."""
    import torch
    from safetensors.torch import load_file

    class Block(torch.nn.Module):
        def __init__(self, inputs, outputs):
            super().__init__()
            self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, 2, 1)
            self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, 1, 1)
            self.skip = torch.nn.Conv2d(inputs, outputs, 1, 2)

        def forward(self, x):
            y = torch.relu(self.conv2(torch.relu(self.conv1(x))))
            return y + self.skip(x)

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.rb1, self.rb2, self.rb3 = Block(3, 48), Block(48, 64), Block(64, 48)

        def forward(self, x):
            return self.rb3(self.rb2(self.rb1(x)))

    model = Encoder().eval()
    model.load_state_dict(load_file(folder / "encoder.safetensors"))
    return model


def export(options):
    import numpy
    import torch
    weights = (options.package / "encoder.safetensors").read_bytes()
    (options.folder / "encoder.safetensors").write_bytes(weights)
    x = peer.random_input(1, 224)
    numpy.save(options.folder / "input.npy", x.numpy())
    torch.onnx.export(
        network(options.folder), (x,), str(options.folder / "model.onnx"), dynamo=False,
        opset_version=17, input_names=["x"], output_names=["y"])


def photo(options):
    import numpy
    from PIL import Image
    random = numpy.random.default_rng(5)
    rows, columns = numpy.fft.fftfreq(1080)[:, None], numpy.fft.rfftfreq(1920)[None, :]
    falloff = 1 / numpy.maximum(numpy.hypot(rows, columns), 1 / 1920)
    planes = []
    for _ in range(3):
        phase = numpy.exp(2j * numpy.pi * random.random(falloff.shape))
        plane = numpy.fft.irfft2(falloff * phase, (1080, 1920))
        planes.append(128 + 50 * plane / plane.std())
    pixels = numpy.stack(planes, -1)
    # Colors of photos are mostly alike in their channels.
    pixels = 0.25 * pixels + 0.75 * pixels.mean(-1, keepdims=True)
    image = Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))
    image.save(options.folder / "photo.jpg", quality=90)
    box = ((1920 - 1080) // 2, 0, (1920 + 1080) // 2, 1080)
    image.resize((224, 224), Image.BILINEAR, box).save(options.folder / "frame.png")


def torch_engine(options, x, layout):
    import torch
    torch.set_num_threads(1)
    dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[options.precision]
    model = network(options.folder).to(dtype=dtype, memory_format=layout(torch))
    tensor = torch.from_numpy(x).to(dtype=dtype, memory_format=layout(torch))

    def run():
        with torch.inference_mode():
            return model(tensor)

    return run


ENGINES = {
    "PyTorch": lambda o, x: torch_engine(o, x, lambda torch: torch.contiguous_format),
    "PyTorch channels last": lambda o, x: torch_engine(o, x, lambda torch: torch.channels_last),
    "ONNX Runtime": peer.onnxruntime_engine,
    "OpenVINO": peer.openvino_engine,
}


def time_network(options):
    import numpy
    run = ENGINES[options.engine](options, numpy.load(options.folder / "input.npy"))
    if run is None:
        return {"unsupported": f"{options.engine} has no {options.precision} here"}
    return measure(run, options.iterations)


def time_jpeg(options):
    from PIL import Image
    data = (options.folder / "photo.jpg").read_bytes()

    def run():
        image = Image.open(io.BytesIO(data))
        if not options.full:
            # libjpeg-turbo's scaled decoding, as a device would use it.
            image.draft("RGB", (455, 256))
        image = image.convert("RGB")
        width = int(256 * image.width / image.height)
        image = image.resize((width, 256), Image.BILINEAR)
        left = round((width - 224) / 2)
        image = image.crop((left, 16, left + 224, 240))
        output = io.BytesIO()
        image.save(output, "JPEG", quality=80)
        return output.getbuffer().nbytes

    return {**measure(run, options.iterations), "bytes": run()}


def measure(run, iterations):
    for _ in range(peer.WARM_UP):
        run()
    wall, cpu = [], []
    for _ in range(iterations):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        run()
        wall.append((time.perf_counter() - wall_start) * 1e3)
        cpu.append((time.process_time() - cpu_start) * 1e3)
    return {"wallMilliseconds": wall, "cpuMilliseconds": cpu}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=["export", "photo", "network", "jpeg"])
    parser.add_argument("--package", type=pathlib.Path)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--engine", choices=sorted(ENGINES))
    parser.add_argument("--precision", choices=["f32", "bf16"])
    parser.add_argument("--iterations", type=int)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    options.threads = 1
    jobs = {"export": export, "photo": photo, "network": time_network, "jpeg": time_jpeg}
    if (answer := jobs[options.job](options)) is not None:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
