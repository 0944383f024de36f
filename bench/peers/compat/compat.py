"""Recomputes a --compat DFM with PyTorch, by the procedure of the paper's authors, and compares.

    go run ./experiments/freqlens dfm find RUN --compat
    go run ./experiments/freqlens export RUN --images 50 --out DIR   # as many images per class as the DFM's
    python3 bench/peers/compat/compat.py RUN DIR [classes]

RUN holds model.json, model.safetensors, dfm.json and dfm.npz; DIR holds images.npz. For every class and every position
(a, b) of the shifted spectrum up to the middle column: transform, set (a, b) and (S-a, S-b) to zero in every
channel (row 0 and column 0 have no such partner), transform back, take the real part, and add up the losses of the
class's images. Exits with 1 if a loss per image differs by more than 1e-4, or if two frequencies whose losses
differ by more than that are ranked in another order.
"""
import json, struct, sys
import numpy as np
import torch
import torch.nn.functional as F

TOLERANCE = 1e-4


def read_safetensors(path):
    raw = open(path, "rb").read()
    size = struct.unpack("<Q", raw[:8])[0]
    header, kinds = json.loads(raw[8 : 8 + size]), {"F16": "<f2", "F32": "<f4", "I64": "<i8"}
    out = {}
    for name, t in header.items():
        if name == "__metadata__":
            continue
        lo, hi = t["data_offsets"]
        data = np.frombuffer(raw[8 + size + lo : 8 + size + hi], dtype=kinds[t["dtype"]])
        out[name] = torch.from_numpy(data.astype(np.float32).reshape(t["shape"]))
    return out


class ResNet:
    """A residual network of basic blocks with a 3x3 stem, built from the names in its state dict."""

    def __init__(self, state):
        self.s = state

    def unit(self, x, conv, norm, stride=1):
        s, w = self.s, self.s[conv + ".weight"]
        x = F.conv2d(x, w, stride=stride, padding=w.shape[-1] // 2)
        return F.batch_norm(x, s[norm + ".running_mean"], s[norm + ".running_var"], s[norm + ".weight"], s[norm + ".bias"])

    def __call__(self, x):
        x = F.relu(self.unit(x, "conv1", "bn1"))
        stage = 1
        while f"layer{stage}.0.conv1.weight" in self.s:
            block = 0
            while f"layer{stage}.{block}.conv1.weight" in self.s:
                p = f"layer{stage}.{block}."
                stride = 2 if stage > 1 and block == 0 else 1
                y = F.relu(self.unit(x, p + "conv1", p + "bn1", stride))
                y = self.unit(y, p + "conv2", p + "bn2")
                if p + "shortcut.0.weight" in self.s:
                    x = self.unit(x, p + "shortcut.0", p + "shortcut.1", stride)
                x = F.relu(x + y)
                block += 1
            stage += 1
        return F.linear(x.mean((2, 3)), self.s["classifier.weight"], self.s["classifier.bias"])


def authors_losses(net, x, label):
    """The S x S map of summed losses, in the shifted spectrum; -1 where the procedure never comes."""
    size = x.shape[-1]
    target = torch.full((x.shape[0],), label)
    shifted = torch.fft.fftshift(torch.fft.fft2(x), dim=(-2, -1))
    out = np.full((size, size), -1.0)
    for b in range(size // 2 + 1):
        for a in range(size):
            if out[a, b] >= 0:
                continue
            mask = torch.ones(size, size)
            mask[a, b] = 0
            partner = a > 0 and b > 0
            if partner:
                mask[size - a, size - b] = 0
            y = torch.real(torch.fft.ifft2(torch.fft.ifftshift(shifted * mask, dim=(-2, -1))))
            loss = F.cross_entropy(net(y), target, reduction="sum").item()
            out[a, b] = loss
            if partner:
                out[size - a, size - b] = loss
    return out


def compare(ours, theirs, images):
    """The largest difference per image, and the number of pairs in another order that are further apart than that."""
    seen = theirs >= 0
    p, q = ours[seen] / images, theirs[seen] / images
    swapped = ((p[:, None] - p) * (q[:, None] - q) < 0) & (np.abs(q[:, None] - q) > TOLERANCE)
    return np.abs(p - q).max(), int(swapped.sum()) // 2, bool((ours[~seen] == 0).all())


def main():
    run, folder = sys.argv[1:3]
    dfm, scores = json.load(open(run + "/dfm.json")), np.load(run + "/dfm.npz")["score"]
    if not dfm["Compat"]:
        sys.exit(run + "/dfm.json was not made with --compat")
    data = np.load(folder + "/images.npz")
    if str(bytes(data["sha256"]), "ascii") != dfm["Images"]:
        sys.exit("the exported images are not those that the DFM was made from: export as many per class")
    x, labels = torch.from_numpy(data["x"]), data["label"]
    net, size, failed = ResNet(read_safetensors(run + "/model.safetensors")), dfm["Size"], False
    chosen = range(len(dfm["Classes"]))[: int(sys.argv[3]) if len(sys.argv) > 3 else None]
    with torch.no_grad():
        for c in chosen:
            images = x[torch.from_numpy(labels == c)]
            theirs = authors_losses(net, images, c)
            ours = np.fft.fftshift(scores[c].astype(np.float64))
            most, swapped, blank = compare(ours, theirs, len(images))
            failed = failed or most > TOLERANCE or swapped > 0 or not blank
            print(f"{dfm['Classes'][c]:12s} {len(images)} images: largest difference of a loss {most:.1e}, order {'the same' if not swapped else f'differs in {swapped} pairs'}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
