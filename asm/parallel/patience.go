//go:build !race

package parallel

import "time"

// patience is how long a worker or a caller looks before it sleeps: longer than
// what lies between two jobs of a training step, because to wake a thread takes
// some 60 us, and now and then the scheduler of a virtual machine or of Go leaves
// it asleep for the length of the job.
const patience = 500 * time.Microsecond
