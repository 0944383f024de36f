// SGEMM of OpenBLAS, loaded at run time so that no headers are needed.
// Build: cc -O2 openblas.c -ldl     Run: openblas THREADS SECONDS < cases
#include "driver.h"

#include <dlfcn.h>

typedef void (*sgemm_function)(int order, int ta, int tb, int m, int n, int k, float alpha, const float *a, int lda,
                               const float *b, int ldb, float beta, float *c, int ldc);

static sgemm_function sgemm;

// version is the second word of the library's configuration, "OpenBLAS 0.3.21 ...".
static const char *version(char *(*config)(void)) {
    static char text[32] = "";
    if (config && sscanf(config(), "OpenBLAS %31s", text) != 1) text[0] = 0;
    return text;
}

typedef struct {
    int m, n, k;
    float *a, *b, *c;
} product;

static void multiply(void *data) {
    enum { ROW_MAJOR = 101, NO_TRANS = 111 };
    product *p = (product *)data;
    sgemm(ROW_MAJOR, NO_TRANS, NO_TRANS, p->m, p->n, p->k, 1, p->a, p->k, p->b, p->n, 0, p->c, p->n);
}

static float *matrix(int rows, int columns) {
    size_t n = (size_t)rows * (size_t)columns;
    float *x = aligned_alloc(64, (4 * n + 63) / 64 * 64);
    if (x) fill_pattern(x, n);
    return x;
}

int main(int argc, char **argv) {
    if (!driver_arguments(argc, argv)) return 2;
    void *lib = dlopen("libopenblas.so.0", RTLD_NOW);
    if (!lib) lib = dlopen("libopenblas.so", RTLD_NOW);
    if (!lib) {
        fprintf(stderr, "%s\n", dlerror());
        return 3;
    }
    sgemm = (sgemm_function)dlsym(lib, "cblas_sgemm");
    void (*set_threads)(int) = (void (*)(int))dlsym(lib, "openblas_set_num_threads");
    char *(*core)(void) = (char *(*)(void))dlsym(lib, "openblas_get_corename");
    char *(*config)(void) = (char *(*)(void))dlsym(lib, "openblas_get_config");
    if (!sgemm || !set_threads || !core) {
        fprintf(stderr, "the library lacks cblas_sgemm, openblas_set_num_threads or openblas_get_corename\n");
        return 3;
    }
    set_threads(driver_threads);
    product p;
    char name[64];
    while (scanf(" sgemm %63s %d %d %d", name, &p.m, &p.n, &p.k) == 4) {
        p.a = matrix(p.m, p.k), p.b = matrix(p.k, p.n), p.c = matrix(p.m, p.n);
        if (!p.a || !p.b || !p.c) return 3;
        timing t = time_calls(multiply, &p);
        printf("{\"bench\":\"sgemm\",\"peer\":\"openblas-%s\",\"alg\":\"%s\",\"case\":\"%s\",\"m\":%d,\"n\":%d,\"k\":%d,\"threads\":%d,"
               "\"min_us\":%.5g,\"med_us\":%.5g,\"reps\":%d}\n",
               version(config), core(), name, p.m, p.n, p.k, driver_threads, 1e6 * t.least, 1e6 * t.median, t.count);
        fflush(stdout);
        free(p.a), free(p.b), free(p.c);
    }
    return 0;
}
