// Package freqlens finds out what frequencies image classifiers decide by.
//
// It is a from-scratch engine in Go (package tensor, autograd, layers, fft over
// hand-written assembly in asm) and the experiments of Wang et al., "What do
// neural networks learn in image classification? A frequency shortcut
// perspective" (ICCV 2023), built on it. Start with the README, or with
//
//	go run ./experiments/freqlens study
package freqlens
