// Package train fits networks to data sets and keeps what is needed to use them
// again: the weights, the architecture, the normalisation and the class names.
//
// A run is a function of its configuration, seed and data: batches are prepared
// ahead of time, and the cores share the work, but every bit of the weights
// comes out the same whatever their number, also after an interruption.
package train
