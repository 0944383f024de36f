// Package ood asks what becomes of frequency shortcuts when images change their
// look: drawings instead of photographs, another camera, another breed. A
// shortcut that is still there lifts the score of its class, one that has gone
// sinks it (Wang et al., ICCV 2023, section on ImageNet-SCT).
//
// For every class it sets four rates side by side: recognised from whole images
// and from its dominant frequency map alone, in the test set and outside.
package ood
