// What the C and C++ drivers share: reading cases from standard input, timing,
// printing one JSON object a line. The protocol is described in ../README.md.
#ifndef FREQLENS_DRIVER_H
#define FREQLENS_DRIVER_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MAX_SAMPLES = 5000, LEAST_SAMPLES = 3 };

static int driver_threads = 1;
static double driver_budget = 0.2;

static double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// driver_arguments reads "driver THREADS SECONDS"; it returns 0 if they make no sense.
static int driver_arguments(int argc, char **argv) {
    if (argc < 3) return 0;
    driver_threads = atoi(argv[1]);
    driver_budget = atof(argv[2]);
    return driver_threads > 0 && driver_budget >= 0;
}

typedef struct {
    double least, median;
    int count;
} timing;

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef void (*timed_call)(void *data);

// time_calls calls f twice without counting, then until the budget is spent.
// Calls shorter than 50 us are timed several at once.
static timing time_calls(timed_call f, void *data) {
    static double samples[MAX_SAMPLES];
    f(data);
    double t = seconds_now();
    f(data);
    long together = 1;
    for (double span = seconds_now() - t; span < 50e-6; span = seconds_now() - t) {
        together *= 2;
        t = seconds_now();
        for (long i = 0; i < together; i++) f(data);
    }
    int n = 0;
    double start = seconds_now();
    while (n < LEAST_SAMPLES || (n < MAX_SAMPLES && seconds_now() - start < driver_budget)) {
        t = seconds_now();
        for (long i = 0; i < together; i++) f(data);
        samples[n++] = (seconds_now() - t) / (double)together;
    }
    qsort(samples, (size_t)n, sizeof samples[0], ascending);
    timing r = {samples[0], samples[n / 2], n};
    return r;
}

// fill_pattern writes small numbers of both signs.
static void fill_pattern(float *x, size_t n) {
    unsigned state = 12345;
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        x[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
    }
}

#endif
