// Package compare sets trained networks side by side: what they reach, by which
// frequency shortcuts, and whether one network's shortcuts are another's.
package compare
