// Single-precision transforms of FFTW. Plans come from FFTW_MEASURE and from
// FFTW_PATIENT, and with several threads also from the planner for one thread,
// because FFTW's own threads slow small transforms down.
// Build: cc -O2 fftw.c -lfftw3f_threads -lfftw3f -lm -lpthread
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
        timing t = time_calls(execute, plan);
        printf("{\"bench\":\"fft\",\"peer\":\"%s\",\"alg\":\"%s, %d planned\",\"case\":\"%s\",\"kind\":\"%s\",\"n\":%d,\"batch\":%d,"
               "\"threads\":%d,\"min_us\":%.5g,\"med_us\":%.5g,\"reps\":%d}\n",
               library(), label, plan_threads, c->name, c->kind, c->n, c->batch, driver_threads, 1e6 * t.least / c->batch,
               1e6 * t.median / c->batch, t.count);
        fflush(stdout);
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
        measure(&cases[i], label, rigor, driver_threads);
        if (driver_threads > 1) measure(&cases[i], label, rigor, 1);
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
