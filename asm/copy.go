package asm

// CopyRows copies rows of n values from where they lie srcStep apart to where
// they shall lie dstStep apart. It asks for rows before their turn, which the CPU
// does not where they are on different pages.
//
//	for i := range rows {
//		copy(dst[i*dstStep:][:n], src[i*srcStep:])
//	}
func CopyRows(dst, src []float32, dstStep, srcStep, rows, n int) {
	if rows < 1 || n < 1 || dstStep < 0 || srcStep < 0 || len(dst) < (rows-1)*dstStep+n || len(src) < (rows-1)*srcStep+n {
		panic("asm: CopyRows: slices shorter than the sizes say")
	}
	copyRows(dst, src, dstStep, srcStep, rows, n)
}

func copyRowsGeneric(dst, src []float32, dstStep, srcStep, rows, n int) {
	for i := range rows {
		copy(dst[i*dstStep:][:n], src[i*srcStep:])
	}
}
