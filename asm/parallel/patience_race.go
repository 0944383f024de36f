//go:build race

package parallel

import "time"

// patience is short because the race detector makes every look a hundred times as
// long.
const patience = 10 * time.Microsecond
