// Command bench shows what this CPU can do and what freqlens makes of it.
//
// Without flags it prints the CPU, its caches, the FMA peak and the memory
// bandwidth it measured, and then GEMM, convolution (three directions),
// network and FFT rows, each with its share of that peak where one applies:
//
//	go run ./bench
//	go run ./bench --bench net --case resnet18_32 --threads 1,2 --json
//	FREQLENS_ASM=avx2 go run ./bench --bench sgemm
//
// With --json every measurement is one JSON object a line, whose fields and
// case names other libraries' drivers can share, so that rows of two programs
// can be laid side by side. A time is taken at least --reps times; min and
// median are both printed: the median says what to expect, the distance to the
// minimum how quiet the machine was.
package main
