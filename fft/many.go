package fft

import "fmt"

// Layout tells where many vectors lie: element i of vector k is at k*Distance + i*Step.
type Layout struct{ Step, Distance int }

func (l Layout) reach(count, n int) int {
	if count == 0 {
		return 0
	}
	return (count-1)*l.Distance + (n-1)*l.Step + 1
}

// ManyWorkLen returns the length of the scratch space of [PlanOf.ForwardMany].
func (p *PlanOf[C]) ManyWorkLen() int { return p.work + p.n }

// ForwardMany transforms count vectors of src into dst, each with a layout of its own
// (rows of a matrix of w columns have {1, w}, its columns {w, 1}). dst may be src if
// the layouts are the same; vectors must not share elements otherwise.
func (p *PlanOf[C]) ForwardMany(count int, dst []C, to Layout, src []C, from Layout, work []C) {
	p.many(count, dst, to, src, from, work, p.Forward)
}

// InverseMany undoes [PlanOf.ForwardMany].
func (p *PlanOf[C]) InverseMany(count int, dst []C, to Layout, src []C, from Layout, work []C) {
	p.many(count, dst, to, src, from, work, p.Inverse)
}

func (p *PlanOf[C]) many(count int, dst []C, to Layout, src []C, from Layout, work []C, f func(dst, src, work []C)) {
	if count < 0 || min(to.Step, to.Distance, from.Step, from.Distance) < 0 || len(dst) < to.reach(count, p.n) ||
		len(src) < from.reach(count, p.n) || len(work) < p.ManyWorkLen() {
		panic(fmt.Sprintf("fft: %d vectors of length %d: dst %d with %+v, src %d with %+v, work %d; work needs %d",
			count, p.n, len(dst), to, len(src), from, len(work), p.ManyWorkLen()))
	}
	x, rest := work[:p.n], work[p.n:]
	for k := range count {
		in, out := src[k*from.Distance:], dst[k*to.Distance:]
		if from.Step == 1 && to.Step == 1 {
			f(out, in, rest)
			continue
		}
		if from.Step == 1 {
			f(x, in, rest)
		} else {
			for i := range x {
				x[i] = in[i*from.Step]
			}
			f(x, x, rest)
		}
		for i, v := range x {
			out[i*to.Step] = v
		}
	}
}

// PlanND transforms arrays of any rank along some of their axes.
type PlanND[C Complex] struct {
	size int
	axes []axis[C]
	work int
}

// axis is one direction: the vectors along it lie inner apart, in outer groups.
type axis[C Complex] struct {
	plan         *PlanOf[C]
	outer, inner int
}

// NewPlanND returns a plan for arrays of the given shape, row by row, along the given
// axes; none means all.
func NewPlanND[C Complex](shape []int, axes ...int) (*PlanND[C], error) {
	size, err := sizeOf(shape)
	if err != nil {
		return nil, err
	}
	if len(axes) == 0 {
		for a := range shape {
			axes = append(axes, a)
		}
	}
	p := &PlanND[C]{size: size}
	seen := make([]bool, len(shape))
	for _, a := range axes {
		if a < 0 || a >= len(shape) || seen[a] {
			return nil, fmt.Errorf("fft: axis %d of %v, want different axes from 0 to %d", a, axes, len(shape)-1)
		}
		seen[a] = true
		plan, err := newPlan[C](shape[a], Auto)
		if err != nil {
			return nil, err
		}
		inner := 1
		for _, n := range shape[a+1:] {
			inner *= n
		}
		p.axes = append(p.axes, axis[C]{plan, size / (inner * shape[a]), inner})
		p.work = max(p.work, plan.ManyWorkLen())
	}
	return p, nil
}

// sizeOf returns the number of elements of an array.
func sizeOf(shape []int) (int, error) {
	size := 1
	for _, n := range shape {
		if n < 1 || n > maxLength/size {
			return 0, fmt.Errorf("fft: shape %v, want sides of at least 1 and no more than %d elements", shape, maxLength)
		}
		size *= n
	}
	return size, nil
}

// Len returns the number of elements of the arrays.
func (p *PlanND[C]) Len() int { return p.size }

// WorkLen returns the length of the scratch space that transforms need.
func (p *PlanND[C]) WorkLen() int { return p.work }

// Forward transforms src along all axes of the plan. dst may be src.
func (p *PlanND[C]) Forward(dst, src, work []C) { p.each(dst, src, work, (*PlanOf[C]).ForwardMany) }

// Inverse undoes [PlanND.Forward]. dst may be src.
func (p *PlanND[C]) Inverse(dst, src, work []C) { p.each(dst, src, work, (*PlanOf[C]).InverseMany) }

func (p *PlanND[C]) each(dst, src, work []C, f func(p *PlanOf[C], count int, dst []C, to Layout, src []C, from Layout, work []C)) {
	if min(len(dst), len(src)) < p.size || len(work) < p.work {
		panic(fmt.Sprintf("fft: plan of arrays of %d got dst %d, src %d and work %d; work needs %d", p.size, len(dst), len(src), len(work), p.work))
	}
	for i := range p.axes {
		a := &p.axes[i]
		l, n := Layout{a.inner, 1}, a.plan.n*a.inner
		if a.inner == 1 { // one group of rows
			f(a.plan, a.outer, dst, Layout{1, n}, src, Layout{1, n}, work)
		} else {
			for o := range a.outer {
				f(a.plan, a.inner, dst[o*n:][:n], l, src[o*n:][:n], l, work)
			}
		}
		src = dst
	}
	if len(p.axes) == 0 {
		copy(dst[:p.size], src)
	}
}
