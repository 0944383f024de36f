// Package stats holds the intervals that stand beside every rate.
package stats
