"""Writes the test vectors: small image files of every kind, and the pixels that
PIL reads from them and scales them to. Run in this folder; needs numpy and PIL."""
import io, struct, zlib
import numpy as np
from PIL import Image, ImageOps

rng = np.random.default_rng(1)
H, W = 29, 37
y, x = np.mgrid[0:H, 0:W]
base = np.stack([128 + 100 * np.sin(x / 5) * np.cos(y / 7), 255 * x / W, 255 * (y + x) / (H + W)], -1)
base = np.clip(base + rng.normal(0, 12, base.shape), 0, 255).astype(np.uint8)
rgb = Image.fromarray(base)
files, want = {}, {}


def add(name, img, expect=None, **options):
    out = io.BytesIO()
    img.save(out, "JPEG" if name.endswith("jpg") else "PNG", **options)
    raw(name, out.getvalue(), expect)


def raw(name, data, expect=None):
    files[name] = np.frombuffer(data, np.uint8)
    if expect is None:
        expect = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    want[name] = np.asarray(expect).transpose(2, 0, 1).copy()


def png(depth, colour, rows):
    """A PNG of a kind that PIL cannot write."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, 0)
    body = b"".join(b"\0" + r.tobytes() for r in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


add("rgb.png", rgb)
add("grey.png", rgb.convert("L"))
add("palette.png", rgb.convert("P", palette=Image.ADAPTIVE, colors=60))
add("palette_transparent.png", rgb.convert("P", palette=Image.ADAPTIVE, colors=60), transparency=3)
add("palette_4bit.png", rgb.convert("P", palette=Image.ADAPTIVE, colors=12), bits=4)
add("black_white.png", rgb.convert("1"))
alpha = Image.fromarray(np.uint8(rng.integers(0, 256, (H, W))))
rgba = rgb.copy(); rgba.putalpha(alpha)
grey = rgb.convert("L"); grey.putalpha(alpha)
add("rgba.png", rgba)
add("grey_alpha.png", grey)
deep = (base.astype(np.uint16) << 8 | rng.integers(0, 256, base.shape).astype(np.uint16)).astype(">u2")
raw("rgb16.png", png(16, 2, deep))
raw("grey16.png", png(16, 0, deep[..., 0]), np.repeat(base[..., :1], 3, -1))  # scaled, where PIL clips
quad = np.concatenate([deep, deep[..., :1]], -1).astype(">u2")
raw("rgba16.png", png(16, 6, quad), base)
for name, sub in (("444", 0), ("422", 1), ("420", 2)):
    add(f"baseline_{name}.jpg", rgb, subsampling=sub, quality=90)
    add(f"progressive_{name}.jpg", rgb, subsampling=sub, quality=75, progressive=True)
add("coarse_420.jpg", rgb, subsampling=2, quality=20)
add("narrow_420.jpg", rgb.crop((0, 0, 3, 29)), subsampling=2, quality=90)
add("grey.jpg", rgb.convert("L"), quality=90)
add("cmyk.jpg", rgb.convert("CMYK"), quality=95)
add("restart.jpg", rgb, quality=85, subsampling=2, optimize=True)
for o in range(2, 9):
    exif = Image.Exif(); exif[0x112] = o
    add(f"orientation{o}.jpg", rgb, subsampling=0, quality=90, exif=exif)
exif = Image.Exif(); exif[0x112] = 6
add("orientation6.png", rgb, exif=exif)

np.savez_compressed("decode.npz", **{"file/" + k: v for k, v in files.items()}, **{"want/" + k: v for k, v in want.items()})

scaled = {"source": base.transpose(2, 0, 1).copy()}
for h, w in ((29, 37), (29, 16), (12, 37), (8, 8), (64, 64), (1, 1), (58, 20), (17, 90)):
    for name, f in (("bilinear", Image.BILINEAR), ("box", Image.BOX)):
        scaled[f"{name}_{h}_{w}"] = np.asarray(rgb.resize((w, h), f)).transpose(2, 0, 1).copy()
np.savez_compressed("scale.npz", **scaled)
