// Single-precision transforms of FFTW. Plans come from FFTW_MEASURE and from
// FFTW_PATIENT, and with several threads also from the planner for one thread,
// because FFTW's own threads slow small transforms down.
// Build: cc -O3 -march=native fftw.c -lfftw3f_threads -lfftw3f -lm -lpthread
// Run:   fftw THREADS SECONDS [WISDOM LIMIT] < cases
// WISDOM is where plans are kept from one run to the next: planning takes long
// and is done once. LIMIT is the most time in seconds to plan one transform.
// With SECONDS 0 only plans are made.
#include "driver.h"

#include <complex.h>
#include <fftw3.h>
#include <string.h>

typedef struct {
    char name[64], kind[8];
    int dims, n, batch;
} fft_case;

// library is the name and version without the instruction sets it was built with.
static const char *library(void) {
    static char name[64];
    snprintf(name, sizeof name, "%s", fftwf_version);
    char *dash = strchr(name, '-');
    if (dash && (dash = strchr(dash + 1, '-'))) *dash = 0;
    return name;
}

static void execute(void *plan) { fftwf_execute((fftwf_plan)plan); }

// masking is what it takes to remove frequencies by way of the spectrum: the
// half spectra of a batch times a mask, and the inverse transform, chunk by chunk
// so that the masked spectra stay in the cache.
typedef struct {
    fftwf_plan inverse; // of a chunk
    fftwf_complex *spectra, *masked;
    float *mask, *images; // mask has every weight twice, and the normalisation in it
    int count, chunk, half, whole;
} masking;

static void execute_masking(void *data) {
    masking *m = (masking *)data;
    for (int at = 0; at < m->count; at += m->chunk) {
        for (int i = 0; i < m->chunk; i++) {
            const float *from = (const float *)(m->spectra + (size_t)(at + i) * (size_t)m->half);
            float *to = (float *)(m->masked + (size_t)i * (size_t)m->half);
            for (int k = 0; k < 2 * m->half; k++) to[k] = from[k] * m->mask[k];
        }
        fftwf_execute_dft_c2r(m->inverse, m->masked, m->images + (size_t)at * (size_t)m->whole);
    }
}

static fftwf_plan make_plan(const fft_case *c, fftwf_complex *in, fftwf_complex *out, float *real, unsigned flags) {
    int size[2] = {c->n, c->n};
    int whole = c->dims == 2 ? c->n * c->n : c->n;
    int half = c->dims == 2 ? c->n * (c->n / 2 + 1) : c->n / 2 + 1;
    if (!strcmp(c->kind, "c2c"))
        return fftwf_plan_many_dft(c->dims, size, c->batch, in, NULL, 1, whole, out, NULL, 1, whole, FFTW_FORWARD, flags);
    if (!strcmp(c->kind, "r2c"))
        return fftwf_plan_many_dft_r2c(c->dims, size, c->batch, real, NULL, 1, whole, out, NULL, 1, half, flags);
    return fftwf_plan_many_dft_c2r(c->dims, size, c->batch, out, NULL, 1, half, real, NULL, 1, whole, flags);
}

static int is_masking(const fft_case *c) { return !strcmp(c->kind, "remove") || !strcmp(c->kind, "filter"); }

static void report(const fft_case *c, const char *label, int plan_threads, timing t) {
    printf("{\"bench\":\"fft\",\"peer\":\"%s\",\"alg\":\"%s, %d planned\",\"case\":\"%s\",\"kind\":\"%s\",\"n\":%d,\"batch\":%d,"
           "\"threads\":%d,\"min_us\":%.5g,\"med_us\":%.5g,\"reps\":%d}\n",
           library(), label, plan_threads, c->name, c->kind, c->n, c->batch, driver_threads, 1e6 * t.least / c->batch,
           1e6 * t.median / c->batch, t.count);
    fflush(stdout);
}

// measure_masking times mask and inverse transform, with all spectra at hand.
static void measure_masking(const fft_case *c, const char *label, unsigned rigor, int plan_threads) {
    masking m = {.count = c->batch, .chunk = c->batch % 100 ? c->batch : 100, .half = c->n * (c->n / 2 + 1), .whole = c->n * c->n};
    m.spectra = fftwf_alloc_complex((size_t)m.count * (size_t)m.half);
    m.masked = fftwf_alloc_complex((size_t)m.chunk * (size_t)m.half);
    m.images = fftwf_alloc_real((size_t)m.count * (size_t)m.whole);
    m.mask = fftwf_alloc_real(2 * (size_t)m.half);
    int size[2] = {c->n, c->n};
    fftwf_plan_with_nthreads(plan_threads);
    m.inverse = fftwf_plan_many_dft_c2r(2, size, m.chunk, m.masked, NULL, 1, m.half, m.images, NULL, 1, m.whole, rigor);
    if (m.inverse && driver_budget > 0) {
        fill_pattern((float *)m.spectra, 2 * (size_t)m.count * (size_t)m.half);
        for (int k = 0; k < 2 * m.half; k++) m.mask[k] = k / 2 == 5 ? 0 : 1 / (float)m.whole;
        report(c, label, plan_threads, time_calls(execute_masking, &m));
    }
    if (m.inverse) fftwf_destroy_plan(m.inverse);
    fftwf_free(m.spectra), fftwf_free(m.masked), fftwf_free(m.images), fftwf_free(m.mask);
}

static void measure(const fft_case *c, const char *label, unsigned rigor, int plan_threads) {
    size_t points = (size_t)c->batch * (size_t)(c->dims == 2 ? c->n * c->n : c->n);
    size_t spectrum = points + (size_t)c->batch * (size_t)c->n; // at least as many as any kind needs
    fftwf_complex *in = fftwf_alloc_complex(points), *out = fftwf_alloc_complex(spectrum);
    float *real = fftwf_alloc_real(points);
    fftwf_plan_with_nthreads(plan_threads);
    fftwf_plan plan = make_plan(c, in, out, real, rigor);
    if (plan && driver_budget > 0) {
        fill_pattern((float *)in, 2 * points);
        fill_pattern(real, points);
        // c2r overwrites its input: anything but zeros would grow from call to call.
        memset(out, 0, sizeof *out * spectrum);
        report(c, label, plan_threads, time_calls(execute, plan));
    }
    if (plan) fftwf_destroy_plan(plan);
    fftwf_free(in), fftwf_free(out), fftwf_free(real);
}

// with_rigor runs all cases with one planner, whose wisdom is kept apart: a
// patient plan would otherwise be found by the other planner too.
static void with_rigor(const fft_case *cases, int count, const char *label, unsigned rigor, const char *wisdom, double limit) {
    char file[4096];
    fftwf_forget_wisdom();
    if (wisdom) {
        snprintf(file, sizeof file, "%s.%s", wisdom, label);
        fftwf_import_wisdom_from_filename(file);
    }
    fftwf_set_timelimit(limit > 0 ? limit : FFTW_NO_TIMELIMIT);
    for (int i = 0; i < count; i++) {
        void (*run)(const fft_case *, const char *, unsigned, int) = is_masking(&cases[i]) ? measure_masking : measure;
        run(&cases[i], label, rigor, driver_threads);
        if (driver_threads > 1) run(&cases[i], label, rigor, 1);
        if (wisdom && driver_budget == 0) fftwf_export_wisdom_to_filename(file);
    }
}

int main(int argc, char **argv) {
    enum { MOST_CASES = 1000 };
    static fft_case cases[MOST_CASES];
    if (!driver_arguments(argc, argv)) return 2;
    const char *wisdom = argc > 3 ? argv[3] : NULL;
    double limit = argc > 4 ? atof(argv[4]) : 10;
    int count = 0;
    fft_case c;
    while (count < MOST_CASES && scanf(" fft %63s %7s %d %d %d", c.name, c.kind, &c.dims, &c.n, &c.batch) == 5) cases[count++] = c;
    if (!fftwf_init_threads()) return 3;
    with_rigor(cases, count, "measure", FFTW_MEASURE, wisdom, limit);
    with_rigor(cases, count, "patient", FFTW_PATIENT, wisdom, limit);
    return 0;
}
