// Package gemm multiplies matrices: it cuts a product of any size into the
// tiles that package asm computes, and packs both sides so that a tile reads
// memory in order.
//
// The right side is packed once into panels as wide as a tile. The left side is
// packed block by block: as many rows as fit the second-level cache next to a
// panel, and a fixed number of columns (so that the order of the sums, and with
// it every bit of the result, does not depend on the machine's caches). Blocks
// of rows and groups of columns are spread over the cores.
package gemm
