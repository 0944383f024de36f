//go:build !race

package parallel

// polls is how often a worker or a caller looks before it sleeps, some ten
// microseconds in all.
const polls = 10000
