"""The networks of the benchmark, written in PyTorch: the same layers as freqlens/layers has them."""
from torch import nn
from torch.nn import functional as F


def unit(inputs, outputs, kernel, stride=1):
    """Convolution and batch norm."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
    )


class Basic(nn.Module):
    """Two 3x3 convolutions with a shortcut round them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = unit(inputs, outputs, 3, stride)
        self.second = unit(outputs, outputs, 3)
        self.shortcut = unit(inputs, outputs, 1, stride) if stride != 1 or inputs != outputs else None

    def forward(self, x):
        around = x if self.shortcut is None else self.shortcut(x)
        inner = F.relu(self.first(x), inplace=True)
        return F.relu(self.second(inner) + around, inplace=True)


class ResNet(nn.Module):
    """Residual network; imagenet chooses the 7x7 stem with a max-pool."""

    def __init__(self, widths, blocks, classes, imagenet=False):
        super().__init__()
        stem = [unit(3, widths[0], 7, 2) if imagenet else unit(3, widths[0], 3), nn.ReLU(inplace=True)]
        if imagenet:
            stem.append(nn.MaxPool2d(3, 2, 1))
        body, inputs = [], widths[0]
        for stage, outputs in enumerate(widths):
            for block in range(blocks):
                body.append(Basic(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
                inputs = outputs
        self.features = nn.Sequential(*stem, *body, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(inputs, classes)

    def forward(self, x):
        return self.classifier(self.features(x))


def small_cnn(size, classes):
    """Three 3x3 convolutions of 32, 64 and 128 channels, each with a max-pool."""
    parts, inputs = [], 3
    for outputs in (32, 64, 128):
        parts += [unit(inputs, outputs, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
        inputs = outputs
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(inputs * (size // 8) ** 2, classes))


def build(name, size, classes):
    """Return the network of a case, or None if there is none of that name."""
    if name == "resnet18_32":
        return ResNet((64, 128, 256, 512), 2, classes)
    if name == "resnet18_224":
        return ResNet((64, 128, 256, 512), 2, classes, imagenet=True)
    if name == "resnet20_32":
        return ResNet((16, 32, 64), 3, classes)
    if name == "cnn3_32":
        return small_cnn(size, classes)
    return None
