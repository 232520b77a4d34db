#!/usr/bin/env python3
"""The training steps in PyTorch eager: the other side of Tools/bench/train.

Usage: train_peer.py FOLDER TEACHER STEP PRECISION THREADS LAYOUT NOISE

Runs one step for each line on stdin and prints its loss and times. STEP is codec or decoder,
LAYOUT contiguous or channels_last, NOISE own (as a script would draw it) or ours (for parity).
The prior is written as CompressAI writes it.
"""

import json
import sys
import time

import numpy
import safetensors
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

LAMBDA, BOUND = 0.064, 1e-9
TARGET = float(numpy.log(2 / 1e-9 - 1))


def noise_like(x, key):
    """The zoo's counted noise: SplitMix64 of the key and the place."""
    place = numpy.arange(1, x.numel() + 1, dtype=numpy.uint64)
    with numpy.errstate(over="ignore"):
        bits = numpy.uint64(key) + place * numpy.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        bits = (bits ^ (bits >> numpy.uint64(31))) >> numpy.uint64(40)
    values = bits.astype(numpy.float32) * numpy.float32(2.0 ** -24) - numpy.float32(0.5)
    return torch.from_numpy(values).reshape(x.shape)


class LowerBound(torch.autograd.Function):
    @staticmethod
    def forward(context, x, bound):
        context.save_for_backward(x, bound)
        return torch.max(x, bound)

    @staticmethod
    def backward(context, incoming):
        x, bound = context.saved_tensors
        return ((x >= bound) | (incoming < 0)) * incoming, None


def logits(p, x, stop=False):
    get = (lambda name: p[name].detach()) if stop else (lambda name: p[name])
    for layer in range(5):
        x = torch.matmul(F.softplus(get(f"_matrix{layer}")), x) + get(f"_bias{layer}")
        if layer < 4:
            x = x + torch.tanh(get(f"_factor{layer}")) * torch.tanh(x)
    return x


def bits(p, y):
    flat = y.permute(1, 0, 2, 3).contiguous().reshape(y.shape[1], 1, -1)
    lower, upper = logits(p, flat - 0.5), logits(p, flat + 0.5)
    sign = -torch.sign(lower + upper).detach()
    likelihood = torch.abs(torch.sigmoid(sign * upper) - torch.sigmoid(sign * lower))
    return -torch.log2(LowerBound.apply(likelihood, torch.tensor([BOUND]))).sum()


def head(p, x):
    """ResNet-50 up to its second stage, by torchvision's definition."""
    def conv(name, norm, value, stride=1, padding=0):
        value = F.conv2d(value, p[f"{name}.weight"], None, stride, padding)
        return F.batch_norm(value, p[f"{norm}.running_mean"], p[f"{norm}.running_var"],
                            p[f"{norm}.weight"], p[f"{norm}.bias"], False, 0.1, 1e-5)
    x = F.max_pool2d(F.relu_(conv("conv1", "bn1", x, 2, 3)), 3, 2, 1)
    for layer, blocks in ((1, 3), (2, 4)):
        for block in range(blocks):
            name = f"layer{layer}.{block}"
            stride = 2 if layer == 2 and block == 0 else 1
            y = F.relu_(conv(f"{name}.conv1", f"{name}.bn1", x))
            y = F.relu_(conv(f"{name}.conv2", f"{name}.bn2", y, stride, 1))
            y = conv(f"{name}.conv3", f"{name}.bn3", y)
            if block == 0:
                x = conv(f"{name}.downsample.0", f"{name}.downsample.1", x, stride)
            x = F.relu_(y.add_(x))
    return x


def encoder(p, x):
    for name in ("rb1", "rb2", "rb3"):
        def conv(part, value, stride, padding):
            key = f"{name}.{part}"
            return F.conv2d(value, p[f"{key}.weight"], p[f"{key}.bias"], stride, padding)
        y = F.relu(conv("conv1", x, 2, 1))
        y = F.relu(conv("conv2", y, 1, 1))
        if x.is_contiguous(memory_format=torch.channels_last) and x.shape[1] == 3:
            # The strided form corrupts the heap here; see the reference's traps.
            skip = F.conv2d(x[:, :, ::2, ::2].contiguous(memory_format=torch.channels_last),
                            p[f"{name}.skip.weight"], p[f"{name}.skip.bias"])
        else:
            skip = conv("skip", x, 2, 0)
        x = y + skip
    return x


def decoder(p, x):
    for name in ("rb1", "rb2"):
        y = F.leaky_relu(F.conv2d(x, p[f"{name}.conv1.weight"], p[f"{name}.conv1.bias"], 1, 1))
        y = F.leaky_relu(F.conv2d(y, p[f"{name}.conv2.weight"], p[f"{name}.conv2.bias"], 1, 1))
        x = y + F.conv2d(x, p[f"{name}.skip.weight"], p[f"{name}.skip.bias"])
    for name in ("b1", "b2"):
        def norm(part, value):
            key = f"{name}.{part}"
            return F.batch_norm(value, p[f"{key}.running_mean"], p[f"{key}.running_var"],
                                p[f"{key}.weight"], p[f"{key}.bias"], True, 0.1, 1e-5)
        y = F.relu(norm("bn1", F.conv2d(x, p[f"{name}.conv1.weight"])))
        y = F.relu(norm("bn2", F.conv2d(y, p[f"{name}.conv2.weight"], None, 1, 1)))
        y = norm("bn3", F.conv2d(y, p[f"{name}.conv3.weight"]))
        if f"{name}.project.weight" in p:
            x = norm("bnProject", F.conv2d(x, p[f"{name}.project.weight"]))
        x = F.relu(y + x)
    return x


def main():
    folder, teacher_path, step, precision, threads, rate_of_learning, layout, noise = sys.argv[1:]
    torch.set_num_threads(int(threads))
    path = f"{folder}/start.safetensors"
    start = load_file(path)
    with safetensors.safe_open(path, "pt") as file:
        keys = [int(key) for key in file.metadata()["noiseKeys"].split(",")]
    last = layout == "channels_last"

    def laid(tensor):
        last4 = last and tensor.dim() == 4
        return tensor.contiguous(memory_format=torch.channels_last) if last4 else tensor

    parts = {"encoder": {}, "decoder": {}, "prior": {}}
    batches = {}
    for name, tensor in start.items():
        part, rest = name.split(".", 1)
        if part == "images":
            batches[int(rest)] = laid(tensor)
        else:
            parts[part][rest] = laid(tensor)
    frozen = ("encoder", "prior") if step == "decoder" else ()
    trainable = []
    for part, tensors in parts.items():
        for name, tensor in tensors.items():
            if part not in frozen and "running_" not in name:
                trainable.append(tensor.requires_grad_())
    optimizer = torch.optim.Adam(trainable, lr=float(rate_of_learning))
    teacher = {name: laid(tensor) for name, tensor in load_file(teacher_path).items()}
    autocast = torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16")

    count = 0
    for _ in sys.stdin:
        image = batches[count % len(batches)]
        wall, cpu = time.perf_counter(), time.process_time()
        with autocast:
            with torch.no_grad():
                target = head(teacher, image)
            if step == "codec":
                y = encoder(parts["encoder"], image)
                u = (noise_like(y, keys[count]) if noise == "ours"
                     else torch.empty_like(y, dtype=torch.float32).uniform_(-0.5, 0.5))
                y = y.float() + u
                with torch.autocast("cpu", enabled=False):
                    rate = bits(parts["prior"], y)
                    quantiles = parts["prior"]["quantiles"]
                    aux = torch.abs(logits(parts["prior"], quantiles, stop=True)
                                    - torch.tensor([-TARGET, 0, TARGET])).sum()
            else:
                with torch.no_grad():
                    medians = parts["prior"]["quantiles"][:, 0, 1].reshape(1, -1, 1, 1)
                    y = torch.round(encoder(parts["encoder"], image).float() - medians) + medians
                rate = aux = torch.zeros(())
            restored = decoder(parts["decoder"], y)
            distortion = F.mse_loss(restored.float(), target.float(), reduction="sum")
            loss = distortion + LAMBDA * rate + aux
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(json.dumps({"loss": loss.item(), "bits": rate.item(),
                          "wall": time.perf_counter() - wall,
                          "cpu": time.process_time() - cpu}), flush=True)
        count += 1


main()
