package conv

import (
	"fmt"
	"slices"
	"strings"

	"freqlens/tensor"
)

// A Direction is one of the three computations of a convolutional layer.
type Direction string

// The directions, named as the benchmark names them.
const (
	DirForward         Direction = "fwd"
	DirBackwardData    Direction = "bwd_data"
	DirBackwardWeights Direction = "bwd_weights"
)

// The algorithms.
const (
	algoAuto       = "auto"
	algoDirect     = "direct"
	algoIndirect   = "indirect"
	algoWinograd   = "winograd4x4"
	algoWinograd2  = "winograd2x2"
	algoWinogradS2 = "winograd4x4s2"
	algoRows       = "rows"
	algoDepth      = "depthwise"
	algoGrouped    = "grouped"
	algoFourier    = "fft"
)

// Algorithms returns the names of the algorithms, which all directions know: "auto"
// picks by the shape, see [Choice], "direct" is the definition.
func Algorithms() []string {
	return []string{algoAuto, algoDirect, algoIndirect, algoWinograd, algoWinograd2, algoWinogradS2, algoRows, algoDepth, algoGrouped, algoFourier}
}

// pick resolves a name for a shape.
func pick(name string, dir Direction, p Params) (string, error) {
	if !slices.Contains(Algorithms(), name) {
		return "", fmt.Errorf("unknown algorithm %q, want one of %s", name, strings.Join(Algorithms(), ", "))
	}
	if err := p.Check(); err != nil {
		return "", err
	}
	if name == algoAuto {
		return Choice(dir, p), nil
	}
	if !fits(name, p) {
		return "", fmt.Errorf("%s is for %s, not %+v", name, purposes[name], p)
	}
	return name, nil
}

// fits reports whether an algorithm does a shape.
func fits(name string, p Params) bool {
	switch name {
	case algoWinograd, algoWinograd2:
		return winogradFits(p)
	case algoWinogradS2:
		return winogradS2Fits(p)
	case algoRows:
		return rowsFits(p)
	case algoDepth:
		return depthwiseFits(p)
	case algoGrouped:
		return groupedFits(p)
	case algoFourier:
		return fourierFits(p)
	}
	return true
}

// purposes says what shapes an algorithm is for, if not for all.
var purposes = map[string]string{
	algoWinograd:   winogradPurpose,
	algoWinograd2:  winogradPurpose,
	algoWinogradS2: fmt.Sprintf("3x3 kernels with stride 2 and padding 1, no dilation or groups and at least %d channels", winogradChannels),
	algoRows:       "one group and kernels without dilation across",
	algoDepth:      fmt.Sprintf("as many groups as input and output channels and kernels of up to %d pixels", depthwiseKernel),
	algoGrouped:    fmt.Sprintf("groups of four input and four output channels and kernels of up to %d pixels", depthwiseKernel),
	algoFourier:    "one group and square kernels with stride 1, no dilation and less padding than the kernel's size",
}

var winogradPurpose = fmt.Sprintf("3x3 kernels with stride 1, no dilation or groups and at least %d channels", winogradChannels)

// ForwardWith is [ForwardEpilogue] by the algorithm of that name.
func ForwardWith(algorithm string, p Params, y, x, w []float32, e Epilogue) error {
	name, err := pick(algorithm, DirForward, p)
	if err != nil {
		return err
	}
	p.check(x, w, y)
	if name == algoDirect {
		narrow(y, Direct{p}.Forward(x, w, nil))
		var s epilogue
		if set := s.set(e, p.O); set != nil {
			oh, ow := p.Out()
			set.apply(y, 0, p.N*oh*ow, p.O)
		}
		return nil
	}
	pk := pack(p, w, name)
	ForwardPacked(p, y, x, pk, e)
	pk.Free()
	return nil
}

// BackwardDataWith is [BackwardData] by the algorithm of that name.
func BackwardDataWith(algorithm string, p Params, dx, dy, w []float32) error {
	name, err := pick(algorithm, DirBackwardData, p)
	if err != nil {
		return err
	}
	p.check(dx, w, dy)
	switch name {
	case algoDirect:
		narrow(dx, Direct{p}.BackwardData(dy, w))
	case algoWinograd, algoWinograd2, algoWinogradS2:
		backwardDataWinograd(formOf(name, DirBackwardData), p, dx, dy, w, false)
	case algoRows:
		backwardDataRows(p, dx, dy, w)
	case algoFourier:
		backwardDataFourier(p, dx, dy, w)
	case algoDepth, algoGrouped:
		backwardDataDepthwise(p, dx, dy, w)
	default:
		backwardDataGroups(p, dx, dy, w)
	}
	return nil
}

// BackwardWeightsWith is [BackwardWeights] by the algorithm of that name.
func BackwardWeightsWith(algorithm string, p Params, dw, dbias, x, dy []float32) error {
	name, err := pick(algorithm, DirBackwardWeights, p)
	if err != nil {
		return err
	}
	p.check(x, dw, dy)
	if dbias != nil && len(dbias) != p.O {
		panic(fmt.Sprintf("conv2d: the bias gradient holds %d values, want %d", len(dbias), p.O))
	}
	switch name {
	case algoDirect:
		w, b := Direct{p}.BackwardWeights(x, dy)
		narrow(dw, w)
		if dbias != nil {
			narrow(dbias, b)
		}
		return nil
	case algoWinograd, algoWinograd2, algoWinogradS2:
		backwardWeightsWinograd(formOf(name, DirBackwardWeights), p, dw, x, dy)
	case algoRows:
		backwardWeightsRows(p, dw, x, dy)
	case algoFourier:
		backwardWeightsFourier(p, dw, x, dy)
	case algoDepth:
		backwardWeightsDepthwise(p, dw, x, dy)
	default:
		backwardWeightsGroups(p, dw, x, dy)
	}
	if dbias != nil {
		tensor.SumRows(dbias, dy)
	}
	return nil
}

// mustWork turns the error of parameters that describe no convolution into a panic.
func mustWork(err error) {
	if err != nil {
		panic(err.Error())
	}
}

func narrow(dst []float32, src []float64) {
	for i, v := range src {
		dst[i] = float32(v)
	}
}
