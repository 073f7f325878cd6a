package handlers

import "hash/crc32"

// A CRC-32 of joined pieces follows from those of the pieces: the first is moved on
// by the length of the second, which is to multiply it by a power of x modulo the
// CRC's polynomial, over GF(2). After crc32_combine_gen and crc32_combine_op of
// zlib 1.3.1 (crc32.c, Mark Adler, zlib licence).

// joined is the CRC-32 of two pieces, of which the second has the CRC second and shiftOf its length.
func joined(first, second, shift uint32) uint32 { return times(shift, first) ^ second }

// shiftOf is the factor that moves a CRC on by so many bytes: x to the power of 8 times n.
func shiftOf(n int) uint32 {
	power, square := uint32(1)<<31, uint32(1)<<23 // 1 and x⁸: the highest bit is x⁰
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			power = times(power, square)
		}
		square = times(square, square)
	}
	return power
}

// times multiplies two polynomials modulo the CRC's.
func times(a, b uint32) uint32 {
	product := uint32(0)
	for ; a != 0; a <<= 1 {
		if a>>31 != 0 {
			product ^= b
		}
		odd := b & 1
		b >>= 1
		if odd != 0 {
			b ^= crc32.IEEE
		}
	}
	return product
}
