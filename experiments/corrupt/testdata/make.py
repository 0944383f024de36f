"""Writes the test vectors: the parts of the corruptions that NumPy, SciPy and PIL
can show without the libraries that the authors' programs also use. Run in this
folder."""
import colorsys, io
import numpy as np
from PIL import Image
from scipy import ndimage

rng = np.random.default_rng(3)
S = 32
y, x = np.mgrid[0:S, 0:S]
base = np.stack([128 + 90 * np.sin(x / 3) * np.cos(y / 4), 200 * x / S + 30, 220 * (y + x) / (2 * S)], -1)
base = np.clip(base + rng.normal(0, 10, base.shape), 0, 255).astype(np.uint8)
base[3:6, 4:9] = 0
img = Image.fromarray(base)
planes = lambda a: np.ascontiguousarray(np.asarray(a).transpose(2, 0, 1))
out = {"source": planes(base)}
f = base / 255.


def clipped_zoom(a, factor):
    h = a.shape[0]
    ch = int(np.ceil(h / factor))
    top = (h - ch) // 2
    a = ndimage.zoom(a[top:top + ch, top:top + ch], (factor, factor, 1), order=1)
    trim = (a.shape[0] - h) // 2
    return a[trim:trim + h, trim:trim + h]


for z in (1.0, 1.03, 1.25, 1.75, 3.0):
    out[f"zoomed/{z}"] = planes(clipped_zoom(f, z)).astype(np.float32)
for s, stop in enumerate((1.06, 1.11, 1.16, 1.21, 1.26), 1):
    c = np.arange(1, stop, 0.01)
    total = sum(clipped_zoom(f, z) for z in c)
    out[f"zoom_blur/{s}"] = planes(np.uint8(np.clip((f + total) / (len(c) + 1), 0, 1) * 255))
for s, c in enumerate((.75, .5, .4, .3, .15), 1):
    m = f.mean((0, 1), keepdims=True)
    out[f"contrast/{s}"] = planes(np.uint8(np.clip((f - m) * c + m, 0, 1) * 255))
for s, c in enumerate((.05, .1, .15, .2, .3), 1):
    b = np.empty_like(f)
    for i in range(S):
        for j in range(S):
            h, sat, v = colorsys.rgb_to_hsv(*f[i, j])
            b[i, j] = colorsys.hsv_to_rgb(h, sat, min(v + c, 1))
    out[f"brightness/{s}"] = planes(np.uint8(np.clip(b, 0, 1) * 255))
for s, c in enumerate((.95, .9, .85, .75, .65), 1):
    out[f"pixelate/{s}"] = planes(img.resize((int(S * c),) * 2, Image.BOX).resize((S, S), Image.BOX))
for s, q in enumerate((80, 65, 58, 50, 40), 1):
    file = io.BytesIO()
    img.save(file, "JPEG", quality=q)
    out[f"jpeg_compression/{s}"] = planes(Image.open(file))
for sigma, truncate, mode in ((.4, 4, "nearest"), (1.5, 4, "nearest"), (6.4, 3, "reflect"), (1.28, 3, "reflect")):
    g = ndimage.gaussian_filter(f, (sigma, sigma, 0), mode=mode, truncate=truncate)
    out[f"gaussian/{sigma}/{truncate}/{mode}"] = planes(g).astype(np.float32)
dy, dx = rng.uniform(-9, 9, (2, S, S)).astype(np.float32)
m = ndimage.map_coordinates(f[..., 0], [y + dy, x + dx], order=1, mode="reflect")
out["displaced/dy"], out["displaced/dx"], out["displaced/want"] = dy, dx, m.astype(np.float32)


def plasma(mapsize, decay, draw):
    a = np.zeros((mapsize, mapsize))
    step, wibble = mapsize, 100

    def wibbled(v):
        return v / 4 + wibble * (2 * draw(v.shape) - 1) * wibble

    while step >= 2:
        half = step // 2
        corner = a[0::step, 0::step]
        acc = corner + np.roll(corner, -1, 0)
        acc = acc + np.roll(acc, -1, 1)
        a[half::step, half::step] = wibbled(acc)
        dr, ul = a[half::step, half::step], a[0::step, 0::step]
        a[0::step, half::step] = wibbled(dr + np.roll(dr, 1, 0) + ul + np.roll(ul, -1, 1))
        a[half::step, 0::step] = wibbled(dr + np.roll(dr, 1, 1) + ul + np.roll(ul, -1, 0))
        step //= 2
        wibble /= decay
    a -= a.min()
    return a / a.max()


draws = rng.random(4000)
taken = 0
def draw(shape):
    global taken
    n = int(np.prod(shape))
    taken += n
    return draws[taken - n:taken].reshape(shape)
out["plasma/want"] = plasma(32, 1.75, draw).astype(np.float32)
out["plasma/draws"] = draws[:taken]


def disk(radius, alias):
    L = np.arange(-8, 9) if radius <= 8 else np.arange(-radius, radius + 1)
    X, Y = np.meshgrid(L, L)
    d = np.array(X ** 2 + Y ** 2 <= radius ** 2, float)
    d /= d.sum()
    r = 1 if radius <= 8 else 2
    k = np.exp(-np.arange(-r, r + 1) ** 2 / (2 * alias ** 2)); k /= k.sum()
    return ndimage.correlate1d(ndimage.correlate1d(d, k, 0, mode="mirror"), k, 1, mode="mirror")


for radius, alias in ((.3, .4), (1.5, .1), (2.5, .01), (10, .5)):
    out[f"disk/{radius}/{alias}"] = disk(radius, alias).astype(np.float32)

np.savez_compressed("parts.npz", **out)
