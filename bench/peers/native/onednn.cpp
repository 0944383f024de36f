// SGEMM and convolutions of oneDNN, version 2 or 3. Each convolution is measured
// with every algorithm the library offers (auto, direct, winograd) in the memory
// layouts it likes best; conversions to and from them are not timed.
// Build: c++ -O2 -std=c++17 onednn.cpp -ldnnl     Run: onednn THREADS SECONDS < cases
#include "driver.h"

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <dnnl.hpp>

using namespace dnnl;

struct conv_case {
    char name[64], dir[16];
    long n, c, o, size, kernel, stride, pad, groups;
    long out() const { return (size + 2 * pad - kernel) / stride + 1; }
};

static const engine &cpu() {
    static engine e(engine::kind::cpu, 0);
    return e;
}

static timing time_function(const std::function<void()> &f) {
    return time_calls([](void *data) { (*static_cast<std::function<void()> *>(data))(); },
                      const_cast<std::function<void()> *>(&f));
}

static std::string library() {
    auto *v = dnnl_version();
    return "onednn-" + std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
}

static memory filled(const memory::desc &d) {
    memory m(d, cpu());
    fill_pattern(static_cast<float *>(m.get_data_handle()), d.get_size() / sizeof(float));
    return m;
}

// The descriptors differ between the two major versions in how they are built.
struct descriptions {
    memory::desc x, w, y;
    memory::dims stride, pad;
    algorithm alg;

    convolution_forward::primitive_desc forward() const {
#if DNNL_VERSION_MAJOR >= 3
        return {cpu(), prop_kind::forward_training, alg, x, w, y, stride, pad, pad};
#else
        return {{prop_kind::forward_training, alg, x, w, y, stride, pad, pad}, cpu()};
#endif
    }
    convolution_backward_data::primitive_desc backward_data() const {
#if DNNL_VERSION_MAJOR >= 3
        return {cpu(), alg, x, w, y, stride, pad, pad, forward()};
#else
        return {{alg, x, w, y, stride, pad, pad}, cpu(), forward()};
#endif
    }
    convolution_backward_weights::primitive_desc backward_weights() const {
#if DNNL_VERSION_MAJOR >= 3
        return {cpu(), alg, x, w, y, stride, pad, pad, forward()};
#else
        return {{alg, x, w, y, stride, pad, pad}, cpu(), forward()};
#endif
    }
};

static timing time_primitive(primitive &p, const std::unordered_map<int, memory> &arguments) {
    stream s(cpu());
    return time_function([&] {
        p.execute(s, arguments);
        s.wait();
    });
}

static timing measure(const std::string &dir, const descriptions &d, std::string &impl) {
    if (dir == "fwd") {
        auto pd = d.forward();
        impl = pd.impl_info_str();
        convolution_forward p(pd);
        return time_primitive(p, {{DNNL_ARG_SRC, filled(pd.src_desc())},
                                  {DNNL_ARG_WEIGHTS, filled(pd.weights_desc())},
                                  {DNNL_ARG_DST, filled(pd.dst_desc())}});
    }
    if (dir == "bwd_data") {
        auto pd = d.backward_data();
        impl = pd.impl_info_str();
        convolution_backward_data p(pd);
        return time_primitive(p, {{DNNL_ARG_DIFF_SRC, filled(pd.diff_src_desc())},
                                  {DNNL_ARG_WEIGHTS, filled(pd.weights_desc())},
                                  {DNNL_ARG_DIFF_DST, filled(pd.diff_dst_desc())}});
    }
    auto pd = d.backward_weights();
    impl = pd.impl_info_str();
    convolution_backward_weights p(pd);
    return time_primitive(p, {{DNNL_ARG_SRC, filled(pd.src_desc())},
                              {DNNL_ARG_DIFF_WEIGHTS, filled(pd.diff_weights_desc())},
                              {DNNL_ARG_DIFF_DST, filled(pd.diff_dst_desc())}});
}

static void convolution(const conv_case &c) {
    const std::pair<const char *, algorithm> algorithms[] = {{"auto", algorithm::convolution_auto},
                                                             {"direct", algorithm::convolution_direct},
                                                             {"winograd", algorithm::convolution_winograd}};
    auto any = [](memory::dims dims) { return memory::desc(dims, memory::data_type::f32, memory::format_tag::any); };
    for (auto &[label, alg] : algorithms) {
        auto weights = c.groups == 1 ? any({c.o, c.c, c.kernel, c.kernel})
                                     : any({c.groups, c.o / c.groups, c.c / c.groups, c.kernel, c.kernel});
        descriptions d{any({c.n, c.c, c.size, c.size}), weights,
                       any({c.n, c.o, c.out(), c.out()}), {c.stride, c.stride}, {c.pad, c.pad}, alg};
        try {
            std::string impl;
            timing t = measure(c.dir, d, impl);
            printf("{\"bench\":\"conv\",\"peer\":\"%s\",\"alg\":\"%s %s\",\"case\":\"%s\",\"dir\":\"%s\",\"batch\":%ld,\"threads\":%d,"
                   "\"min_ms\":%.5g,\"med_ms\":%.5g,\"reps\":%d}\n",
                   library().c_str(), label, impl.c_str(), c.name, c.dir, c.n, driver_threads, 1e3 * t.least, 1e3 * t.median, t.count);
            fflush(stdout);
        } catch (const error &) {
            // This algorithm does not do this shape: the others are measured.
        }
    }
}

static void product(const char *name, int m, int n, int k) {
    std::vector<float> a(size_t(m) * k), b(size_t(k) * n), c(size_t(m) * n);
    fill_pattern(a.data(), a.size());
    fill_pattern(b.data(), b.size());
    timing t = time_function([&] { dnnl_sgemm('N', 'N', m, n, k, 1, a.data(), k, b.data(), n, 0, c.data(), n); });
    printf("{\"bench\":\"sgemm\",\"peer\":\"%s\",\"case\":\"%s\",\"m\":%d,\"n\":%d,\"k\":%d,\"threads\":%d,"
           "\"min_us\":%.5g,\"med_us\":%.5g,\"reps\":%d}\n",
           library().c_str(), name, m, n, k, driver_threads, 1e6 * t.least, 1e6 * t.median, t.count);
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (!driver_arguments(argc, argv)) return 2;
    char line[256], name[64];
    while (fgets(line, sizeof line, stdin)) {
        conv_case c;
        int m, n, k;
        c.groups = 1;
        if (sscanf(line, "conv %63s %ld %ld %ld %ld %ld %ld %ld %15s %ld", c.name, &c.n, &c.c, &c.o, &c.size, &c.kernel, &c.stride,
                   &c.pad, c.dir, &c.groups) >= 9)
            convolution(c);
        else if (sscanf(line, "sgemm %63s %d %d %d", name, &m, &n, &k) == 4)
            product(name, m, n, k);
    }
    return 0;
}
