package parallel

import "sync"

// Stash keeps objects for reuse: what a part needs as scratch space is taken
// from it and put back, so that a warm job allocates nothing. Unlike sync.Pool
// it survives garbage collection. The zero value is ready.
type Stash[T any] struct {
	mu   sync.Mutex
	free []*T
}

// Get returns an object that is not in use, perhaps with old contents.
func (s *Stash[T]) Get() *T {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last := len(s.free) - 1; last >= 0 {
		x := s.free[last]
		s.free = s.free[:last]
		return x
	}
	return new(T)
}

// Put gives x back.
func (s *Stash[T]) Put(x *T) {
	s.mu.Lock()
	s.free = append(s.free, x)
	s.mu.Unlock()
}
