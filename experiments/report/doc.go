// Package report turns the results of a study into one HTML file that explains
// itself: what each step asks, how to read its figure, and the figure. The file
// needs no network and no script, follows the reader's light or dark setting,
// and fits a phone.
package report
