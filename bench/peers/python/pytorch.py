"""PyTorch on the CPU: network steps, convolutions and Fourier transforms.

Run: pytorch.py THREADS SECONDS < cases. The environment that makes PyTorch fast
(CPU capability, BLAS kernels, an allocator that keeps its memory) is set by the caller.
"""
import torch
from torch.nn import functional as F

import driver
import networks

PEER = "torch-" + torch.__version__
LAYOUTS = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}


def training_step(model, batch, size, classes):
    """Forward, cross-entropy, backward and an SGD step on images in memory."""
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    images = torch.randn(batch, 3, size, size).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch) % classes
    model.train()

    def step():
        optimiser.zero_grad(set_to_none=True)
        F.cross_entropy(model(images), labels).backward()
        optimiser.step()

    return step


def network(threads, budget, name, mode, batch, size, classes):
    model = networks.build(name, size, classes)
    if model is None:
        return
    model = model.to(memory_format=torch.channels_last)
    row = dict(bench="net", peer=PEER, case=name, mode=mode, batch=batch, threads=threads,
               parameters=sum(p.numel() for p in model.parameters()))
    if mode == "train":
        timing = driver.clock(training_step(model, batch, size, classes), budget)
        driver.emit(timing, alg="channels_last", rss_mb=driver.max_rss(), **row)
        return
    model.eval()
    images = torch.randn(batch, 3, size, size).contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        driver.emit(driver.clock(lambda: model(images), budget), alg="eager", **row)
        fused = torch.jit.optimize_for_inference(torch.jit.trace(model, images))
        driver.emit(driver.clock(lambda: fused(images), budget, warm=4), alg="jit", rss_mb=driver.max_rss(), **row)


def convolution(threads, budget, name, n, c, o, size, kernel, stride, pad, direction, groups=1):
    for label, layout in LAYOUTS.items():
        x = torch.randn(n, c, size, size).contiguous(memory_format=layout)
        w = torch.randn(o, c // groups, kernel, kernel).contiguous(memory_format=layout)
        grad = torch.randn_like(torch.conv2d(x, w, None, stride, pad, 1, groups)).contiguous(memory_format=layout)

        def backward(mask):
            return torch.ops.aten.convolution_backward(
                grad, x, w, None, [stride, stride], [pad, pad], [1, 1], False, [0, 0], groups, mask)

        call = {
            "fwd": lambda: torch.conv2d(x, w, None, stride, pad, 1, groups),
            "bwd_data": lambda: backward([True, False, False]),
            "bwd_weights": lambda: backward([False, True, False]),
        }[direction]
        with torch.no_grad():
            timing = driver.clock(call, budget)
        driver.emit(timing, bench="conv", peer=PEER, alg=label, case=name, dir=direction, batch=n, threads=threads)


def transform(threads, budget, name, kind, dims, n, batch):
    shape, axes = [batch] + [n] * dims, tuple(range(1, dims + 1))
    real = torch.randn(shape)
    if kind == "c2c":
        data = torch.complex(real, real)
        call = lambda: torch.fft.fftn(data, dim=axes)
    elif kind == "r2c":
        call = lambda: torch.fft.rfftn(real, dim=axes)
    else:
        half = torch.fft.rfftn(real, dim=axes)
        call = lambda: torch.fft.irfftn(half, s=shape[1:], dim=axes)
    driver.emit(driver.clock(call, budget), unit="us", units=batch,
                bench="fft", peer=PEER, case=name, kind=kind, n=n, batch=batch, threads=threads)


def frequency_map(threads, budget, name, network_name, images, size, classes, pairs):
    """Remove one frequency pair after the other from the images and take them through the network."""
    model = networks.build(network_name, size, classes)
    if model is None:
        return
    model = model.to(memory_format=torch.channels_last).eval()
    x = torch.randn(images, 3, size, size)
    labels = torch.zeros(images, dtype=torch.long)
    with torch.no_grad():
        fused = torch.jit.optimize_for_inference(torch.jit.trace(model, x.contiguous(memory_format=torch.channels_last)))
        spectra = torch.fft.rfft2(x)
        masks = torch.ones(pairs, size, size // 2 + 1)
        for i in range(pairs):
            masks[i, i % size, i % (size // 2 + 1)] = 0

        def one_map():
            for mask in masks:
                filtered = torch.fft.irfft2(spectra * mask, s=(size, size)).contiguous(memory_format=torch.channels_last)
                F.cross_entropy(fused(filtered), labels, reduction="none").mean().item()

        driver.emit(driver.clock(one_map, budget), units=pairs, bench="dfm", peer=PEER, alg="jit", case=name, batch=images,
                    threads=threads, rss_mb=driver.max_rss())


def main():
    threads, budget = driver.arguments()
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    for words in driver.cases():
        if words[0] == "net":
            network(threads, budget, words[1], words[2], *map(int, words[3:6]))
        elif words[0] == "conv":
            convolution(threads, budget, words[1], *map(int, words[2:9]), words[9], *map(int, words[10:]))
        elif words[0] == "dfm":
            frequency_map(threads, budget, words[1], words[2], *map(int, words[3:7]))
        elif words[0] == "fft":
            transform(threads, budget, words[1], words[2], *map(int, words[3:6]))


main()
