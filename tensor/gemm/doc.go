// Package gemm multiplies matrices: it cuts a product of any size into the
// tiles that package asm computes.
//
// A panel of B, as wide as a tile, passes over a whole block of A's rows, as many as
// fit the second-level cache, before the next one does. The rows are read where they
// lie, and copied only if they would fall into the same cache sets. B is packed on the way: the first tile of
// a block reads the panel's rows where they lie in the matrix, and writes them
// to a scratch panel that the other tiles read. It has time for that, because the
// multiply-adds take longer than the loads and stores; and while it and its
// neighbours compute, the next panel is fetched from memory.
//
// Along K a block is cut into pieces whose length is fixed, so that the order of the
// sums, and with it every bit of the result, depends on no machine's caches. Blocks
// of rows and groups of panels are spread over the cores.
package gemm
