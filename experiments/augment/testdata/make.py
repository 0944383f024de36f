"""Writes the test vectors: what PIL and torchvision make of a small image with
the operations of AutoAugment and AugMix. Run in this folder."""
import numpy as np
from PIL import Image, ImageOps
from torchvision.transforms import InterpolationMode
from torchvision.transforms.autoaugment import AutoAugment, AutoAugmentPolicy, _apply_op
from torchvision.transforms import functional as F

rng = np.random.default_rng(2)
H, W = 24, 20
y, x = np.mgrid[0:H, 0:W]
base = np.stack([128 + 90 * np.sin(x / 3) * np.cos(y / 4), 200 * x / W + 30, 220 * (y + x) / (H + W)], -1)
base = np.clip(base + rng.normal(0, 10, base.shape), 0, 255).astype(np.uint8)
img = Image.fromarray(base)
planes = lambda i: np.asarray(i).transpose(2, 0, 1).copy()
out = {"source": planes(img)}

# AutoAugment: every operation at every level and sign, named op/level/sign
space = AutoAugment()._augmentation_space(10, (H, W))
for name, (levels, signed) in space.items():
    for level in ([0, 1, 4, 7, 9] if levels.ndim else [0]):
        for sign in ([-1, 1] if signed else [1]):
            magnitude = sign * float(levels[level] if levels.ndim else 0)
            out[f"{name}/{level}/{sign}"] = planes(_apply_op(img, name, magnitude, InterpolationMode.NEAREST, None))

# AugMix: bilinear transforms
for d in (-9, -3, 0, 5, 9):
    out[f"rotate/{d}"] = planes(img.rotate(d, resample=Image.BILINEAR))
    s = d / 100
    out[f"shearx/{d}"] = planes(img.transform((W, H), Image.AFFINE, (1, s, 0, 0, 1, 0), resample=Image.BILINEAR))
    out[f"sheary/{d}"] = planes(img.transform((W, H), Image.AFFINE, (1, 0, 0, s, 1, 0), resample=Image.BILINEAR))
    out[f"translatex/{d}"] = planes(img.transform((W, H), Image.AFFINE, (1, 0, d, 0, 1, 0), resample=Image.BILINEAR))
for t in (56, 200, 256):
    out[f"solarize/{t}"] = planes(ImageOps.solarize(img, t))
for b in (3, 4):
    out[f"posterize/{b}"] = planes(ImageOps.posterize(img, b))

# RandomResizedCrop: part (top, left, height, width)
for part in ((0, 0, 24, 20), (3, 2, 9, 11), (10, 1, 13, 19), (5, 5, 7, 6)):
    out["crop/%d/%d/%d/%d" % part] = planes(F.resized_crop(img, *part, (H, W)))

# APR: amplitudes of one image, phases of another, as the authors' program does
other = planes(img.rotate(9, resample=Image.BILINEAR))[:, ::-1].copy()
a, b = np.fft.fftn(out["source"].transpose(1, 2, 0)), np.fft.fftn(other.transpose(1, 2, 0))
mixed = np.fft.ifftn(np.abs(b) * np.exp(1j * np.angle(a))).real
out["apr/other"] = other
out["apr/mixed"] = np.clip(np.floor(mixed + .5), 0, 255).astype(np.uint8).transpose(2, 0, 1).copy()

np.savez_compressed("operations.npz", **out)

policies = {}
for name, p in (("cifar", AutoAugmentPolicy.CIFAR10), ("imagenet", AutoAugmentPolicy.IMAGENET)):
    policies[name] = AutoAugment(p).policies
with open("policies.txt", "w") as f:
    for name, list_ in policies.items():
        for (o1, p1, l1), (o2, p2, l2) in list_:
            print(name, o1, p1, l1 or 0, o2, p2, l2 or 0, file=f)
