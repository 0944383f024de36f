// Command bench shows what this CPU can do and what freqlens makes of it.
//
//	go run ./bench                                     tables for this CPU, and a roofline (about two minutes)
//	go run ./bench --quick                             the best level only, in about half a minute
//	go run ./bench --vs torch,onnxruntime --bench net  side by side with other libraries, in alternation
//	go run ./bench --json --bench conv --threads 1,2   one JSON object a line
//	go run ./bench select                              which convolution algorithm is best where
//
// Every figure is read against a limit that was measured in the same run: the
// FMA peak of the level and number of threads, and the memory bandwidth. A
// comparison is a ratio of times taken in turns beside the other library, never
// a lone number. README.md says how each figure comes about and what it does
// not say.
package main
