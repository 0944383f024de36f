"""What the Python drivers share: timing and printing, see ../README.md for the protocol."""
import json
import sys
import time


def arguments():
    """Return threads and seconds from the command line."""
    if len(sys.argv) < 3:
        sys.exit("usage: %s THREADS SECONDS < cases" % sys.argv[0])
    return int(sys.argv[1]), float(sys.argv[2])


def cases():
    """Yield the words of each case on standard input."""
    for line in sys.stdin:
        if words := line.split():
            yield words


def clock(call, budget, least=3, warm=2, most=5000):
    """Time call until the budget is spent; short calls are timed several at once."""
    for _ in range(warm):
        begin = time.perf_counter()
        call()
    together, span = 1, time.perf_counter() - begin
    while span < 50e-6:
        together *= 2
        begin = time.perf_counter()
        for _ in range(together):
            call()
        span = time.perf_counter() - begin
    samples, start = [], time.perf_counter()
    while len(samples) < least or (time.perf_counter() - start < budget and len(samples) < most):
        begin = time.perf_counter()
        for _ in range(together):
            call()
        samples.append((time.perf_counter() - begin) / together)
    samples.sort()
    return samples[0], samples[len(samples) // 2], len(samples)


def max_rss():
    """The most memory this program has held, in MiB (0 where the system does not tell)."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return float(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def emit(timing, unit="ms", units=1, **fields):
    """Print one row; timing is what clock returned, divided by the transforms of a call."""
    scale = {"ms": 1e3, "us": 1e6}[unit] / units
    fields["min_" + unit] = float("%.5g" % (timing[0] * scale))
    fields["med_" + unit] = float("%.5g" % (timing[1] * scale))
    fields["reps"] = timing[2]
    print(json.dumps(fields), flush=True)
