// Command freqlens shows by which frequencies image classifiers decide. It
// trains networks and runs the analyses of Wang et al. (ICCV 2023) on them:
//
//	go run ./experiments/freqlens study
//
// See --help of each command, or the README.
package main
