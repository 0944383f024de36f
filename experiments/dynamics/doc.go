// Package dynamics follows how well each class is recognised while a network
// learns: per-class F1 over iterations (Wang et al., ICCV 2023).
package dynamics
