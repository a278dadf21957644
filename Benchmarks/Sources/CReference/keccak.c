#include "CReference.h"

#include <string.h>

// Keccak-f[1600] of FIPS 202 with one round written out over locals, as perplab's own is.

static const uint64_t round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a,
    0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
    0x8000000080008081, 0x8000000000008009, 0x000000000000008a,
    0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
    0x000000000000800a, 0x800000008000000a, 0x8000000080008081,
    0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

static inline uint64_t rotated(uint64_t lane, unsigned count) {
    return lane << count | lane >> (64 - count);
}

static void permute(uint64_t state[25]) {
    uint64_t a0 = state[0], a1 = state[1], a2 = state[2], a3 = state[3], a4 = state[4];
    uint64_t a5 = state[5], a6 = state[6], a7 = state[7], a8 = state[8], a9 = state[9];
    uint64_t a10 = state[10], a11 = state[11], a12 = state[12], a13 = state[13], a14 = state[14];
    uint64_t a15 = state[15], a16 = state[16], a17 = state[17], a18 = state[18], a19 = state[19];
    uint64_t a20 = state[20], a21 = state[21], a22 = state[22], a23 = state[23], a24 = state[24];
    for (int round = 0; round < 24; round++) {
        // Theta.
        uint64_t c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
        uint64_t c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
        uint64_t c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
        uint64_t c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
        uint64_t c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
        uint64_t d0 = c4 ^ rotated(c1, 1);
        uint64_t d1 = c0 ^ rotated(c2, 1);
        uint64_t d2 = c1 ^ rotated(c3, 1);
        uint64_t d3 = c2 ^ rotated(c4, 1);
        uint64_t d4 = c3 ^ rotated(c0, 1);
        // Rho and pi.
        uint64_t b0 = a0 ^ d0;
        uint64_t b1 = rotated(a6 ^ d1, 44);
        uint64_t b2 = rotated(a12 ^ d2, 43);
        uint64_t b3 = rotated(a18 ^ d3, 21);
        uint64_t b4 = rotated(a24 ^ d4, 14);
        uint64_t b5 = rotated(a3 ^ d3, 28);
        uint64_t b6 = rotated(a9 ^ d4, 20);
        uint64_t b7 = rotated(a10 ^ d0, 3);
        uint64_t b8 = rotated(a16 ^ d1, 45);
        uint64_t b9 = rotated(a22 ^ d2, 61);
        uint64_t b10 = rotated(a1 ^ d1, 1);
        uint64_t b11 = rotated(a7 ^ d2, 6);
        uint64_t b12 = rotated(a13 ^ d3, 25);
        uint64_t b13 = rotated(a19 ^ d4, 8);
        uint64_t b14 = rotated(a20 ^ d0, 18);
        uint64_t b15 = rotated(a4 ^ d4, 27);
        uint64_t b16 = rotated(a5 ^ d0, 36);
        uint64_t b17 = rotated(a11 ^ d1, 10);
        uint64_t b18 = rotated(a17 ^ d2, 15);
        uint64_t b19 = rotated(a23 ^ d3, 56);
        uint64_t b20 = rotated(a2 ^ d2, 62);
        uint64_t b21 = rotated(a8 ^ d3, 55);
        uint64_t b22 = rotated(a14 ^ d4, 39);
        uint64_t b23 = rotated(a15 ^ d0, 41);
        uint64_t b24 = rotated(a21 ^ d1, 2);
        // Chi and iota.
        a0 = b0 ^ (~b1 & b2) ^ round_constants[round];
        a1 = b1 ^ (~b2 & b3);
        a2 = b2 ^ (~b3 & b4);
        a3 = b3 ^ (~b4 & b0);
        a4 = b4 ^ (~b0 & b1);
        a5 = b5 ^ (~b6 & b7);
        a6 = b6 ^ (~b7 & b8);
        a7 = b7 ^ (~b8 & b9);
        a8 = b8 ^ (~b9 & b5);
        a9 = b9 ^ (~b5 & b6);
        a10 = b10 ^ (~b11 & b12);
        a11 = b11 ^ (~b12 & b13);
        a12 = b12 ^ (~b13 & b14);
        a13 = b13 ^ (~b14 & b10);
        a14 = b14 ^ (~b10 & b11);
        a15 = b15 ^ (~b16 & b17);
        a16 = b16 ^ (~b17 & b18);
        a17 = b17 ^ (~b18 & b19);
        a18 = b18 ^ (~b19 & b15);
        a19 = b19 ^ (~b15 & b16);
        a20 = b20 ^ (~b21 & b22);
        a21 = b21 ^ (~b22 & b23);
        a22 = b22 ^ (~b23 & b24);
        a23 = b23 ^ (~b24 & b20);
        a24 = b24 ^ (~b20 & b21);
    }
    state[0] = a0; state[1] = a1; state[2] = a2; state[3] = a3; state[4] = a4;
    state[5] = a5; state[6] = a6; state[7] = a7; state[8] = a8; state[9] = a9;
    state[10] = a10; state[11] = a11; state[12] = a12; state[13] = a13; state[14] = a14;
    state[15] = a15; state[16] = a16; state[17] = a17; state[18] = a18; state[19] = a19;
    state[20] = a20; state[21] = a21; state[22] = a22; state[23] = a23; state[24] = a24;
}

enum { rate = 136 };

static void absorb_block(uint64_t state[25], const uint8_t *block) {
    for (int lane = 0; lane < rate / 8; lane++) {
        uint64_t word;
        memcpy(&word, block + 8 * lane, 8);
        state[lane] ^= word;
    }
    permute(state);
}

void cref_keccak256(const uint8_t *bytes, size_t count, uint8_t digest[32]) {
    uint64_t state[25] = {0};
    while (count >= rate) {
        absorb_block(state, bytes);
        bytes += rate;
        count -= rate;
    }
    uint8_t last[rate] = {0};
    if (count > 0) memcpy(last, bytes, count);
    last[count] ^= 0x01;
    last[rate - 1] ^= 0x80;
    absorb_block(state, last);
    memcpy(digest, state, 32);
}
