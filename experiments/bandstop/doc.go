// Package bandstop removes two of the four frequency bands from test images and
// shows what a network then takes each class for (Wang et al., ICCV 2023,
// section on synthetic data).
package bandstop
