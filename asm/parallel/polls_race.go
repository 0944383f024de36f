//go:build race

package parallel

// polls is small because the race detector makes every look a hundred times as
// long.
const polls = 100
