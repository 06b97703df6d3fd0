// One inline wrapper for each processor instruction that Swift cannot name: those whose intrinsic is a macro, because
// it takes a constant, and those that ask the processor what it is. No algorithm.
//
// The intrinsics that are functions (_mm_aesenc_si128, _mm512_loadu_si512, …) are seen through this header as they are.
#pragma once

#include <stdint.h>

/// No instruction at all: `value`, of which the optimiser does not know any more what it can be. Where it knows that a mask is
/// all ones or zero it makes branches of it.
static inline __attribute__((always_inline)) uint64_t value_barrier(uint64_t value) {
    __asm__("" : "+r"(value));
    return value;
}

/// `value`, and no instruction, but what computes it stays behind what stands before it in the source and is marked so too. Where
/// the order of operations was measured, the optimiser would else choose its own.
static inline __attribute__((always_inline)) uint64_t value_in_order(uint64_t value) {
    __asm__ volatile("" : "+r"(value));
    return value;
}

/// The same for a sum, which takes the place of `a`.
static inline __attribute__((always_inline)) uint64_t sum_in_order(uint64_t a, uint64_t b) {
#if defined(__x86_64__)
    __asm__ volatile("addq %1, %0" : "+r"(a) : "r"(b) : "cc");
    return a;
#else
    return value_in_order(a + b);
#endif
}

/// No instruction at all: `address`, of which the optimiser does not know any more what it is made of, so that it is kept in a register.
static inline __attribute__((always_inline, returns_nonnull)) const void *address_barrier(const void *address) {
    __asm__ volatile("" : "+r"(address));
    return address;
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define INSTRUCTION(features) static inline __attribute__((always_inline, target(features)))

// What the processor is.

typedef struct {
    uint32_t eax, ebx, ecx, edx;
} ProcessorIdentification;

/// CPUID; zeros for a leaf that there is not.
static inline ProcessorIdentification instruction_cpuid(uint32_t leaf, uint32_t subleaf) {
    ProcessorIdentification answer = {0, 0, 0, 0};
    __get_cpuid_count(leaf, subleaf, &answer.eax, &answer.ebx, &answer.ecx, &answer.edx);
    return answer;
}

/// XGETBV of register 0: which registers the operating system saves. Only where CPUID says OSXSAVE.
static inline uint64_t instruction_xgetbv(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

/// RDTSC: a clock that ticks at a constant rate.
static inline uint64_t instruction_rdtsc(void) { return __rdtsc(); }

/// A request to Valgrind, if it is what runs the program; otherwise rotations that come to nothing. The answer is 0
/// outside Valgrind.
static inline uint64_t valgrind_request(uint64_t request, const void *memory, uint64_t count) {
    volatile uint64_t words[6] = {request, (uint64_t)memory, count, 0, 0, 0};
    volatile uint64_t answer = 0;
    __asm__ volatile("rolq $3, %%rdi\n\trolq $13, %%rdi\n\trolq $61, %%rdi\n\trolq $51, %%rdi\n\t"
                     "xchgq %%rbx, %%rbx"
                     : "=d"(answer) : "a"(&words[0]), "0"(answer) : "cc", "memory");
    return answer;
}

// 128 bits.

/// MOVDQU: 16 bytes at any address. (The intrinsics want typed pointers, which in Swift must be aligned.)
INSTRUCTION("sse2") __m128i movdqu(const void *bytes) { return _mm_loadu_si128((const __m128i_u *)bytes); }
/// MOVDQU to memory.
INSTRUCTION("sse2") void movdqu_to(void *bytes, __m128i a) { _mm_storeu_si128((__m128i_u *)bytes, a); }
/// PSHUFD: the words 1, 0, 3, 2.
INSTRUCTION("sse2") __m128i pshufd_1032(__m128i a) { return _mm_shuffle_epi32(a, 0xB1); }
/// PSHUFD: the words 2, 3, 2, 3: the upper half in both.
INSTRUCTION("sse2") __m128i pshufd_2323(__m128i a) { return _mm_shuffle_epi32(a, 0xEE); }
/// PSHUFD: the words 2, 3, 0, 1: the halves exchanged.
INSTRUCTION("sse2") __m128i pshufd_2301(__m128i a) { return _mm_shuffle_epi32(a, 0x4E); }
/// PSHUFD: the words 3, 3, 3, 3.
INSTRUCTION("sse2") __m128i pshufd_3333(__m128i a) { return _mm_shuffle_epi32(a, 0xFF); }
/// PSLLDQ: each word of 32 bits one place up.
INSTRUCTION("sse2") __m128i pslldq_4(__m128i a) { return _mm_slli_si128(a, 4); }
/// PSRLDQ: the upper half moved down.
INSTRUCTION("sse2") __m128i psrldq_8(__m128i a) { return _mm_srli_si128(a, 8); }
/// PSLLDQ: the lower half moved up.
INSTRUCTION("sse2") __m128i pslldq_8(__m128i a) { return _mm_slli_si128(a, 8); }
/// PALIGNR: b from its second word of 32 bits on, then the first of a.
INSTRUCTION("ssse3") __m128i palignr_4(__m128i a, __m128i b) { return _mm_alignr_epi8(a, b, 4); }
/// PALIGNR: b from its second word of 64 bits on, then the first of a.
INSTRUCTION("ssse3") __m128i palignr_8(__m128i a, __m128i b) { return _mm_alignr_epi8(a, b, 8); }
/// PINSRD into word 3.
INSTRUCTION("sse4.1") __m128i pinsrd_3(__m128i a, uint32_t word) { return _mm_insert_epi32(a, (int)word, 3); }
/// PEXTRD of word 3.
INSTRUCTION("sse4.1") uint32_t pextrd_3(__m128i a) { return (uint32_t)_mm_extract_epi32(a, 3); }

/// INSERTPS: word 0, 1, 2 or 3 of b put into word 3 of a.
INSTRUCTION("sse4.1") __m128i insertps_0_3(__m128i a, __m128i b) {
    return _mm_castps_si128(_mm_insert_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), 0x30));
}
INSTRUCTION("sse4.1") __m128i insertps_1_3(__m128i a, __m128i b) {
    return _mm_castps_si128(_mm_insert_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), 0x70));
}
INSTRUCTION("sse4.1") __m128i insertps_2_3(__m128i a, __m128i b) {
    return _mm_castps_si128(_mm_insert_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), 0xB0));
}
INSTRUCTION("sse4.1") __m128i insertps_3_3(__m128i a, __m128i b) {
    return _mm_castps_si128(_mm_insert_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), 0xF0));
}

/// No instruction: what is asked for here in a row stays in that order.
INSTRUCTION("sse2") __m128i xmm_here(__m128i a) {
    __asm__ volatile("" : "+x"(a));
    return a;
}
/// No instruction: memory may have changed, so that what was read before is read again and not kept.
static inline __attribute__((always_inline)) void memory_anew(void) { __asm__ volatile("" : : : "memory"); }

/// PCLMULQDQ of the lower halves.
INSTRUCTION("pclmul") __m128i pclmulqdq_00(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x00); }
/// PCLMULQDQ of the lower half of a and the upper half of b.
INSTRUCTION("pclmul") __m128i pclmulqdq_10(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x10); }
/// PCLMULQDQ of the upper half of a and the lower half of b.
INSTRUCTION("pclmul") __m128i pclmulqdq_01(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x01); }
/// PCLMULQDQ of the upper halves.
INSTRUCTION("pclmul") __m128i pclmulqdq_11(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x11); }

/// SHA1RNDS4 with the function and the constant of rounds 0 to 19.
INSTRUCTION("sha") __m128i sha1rnds4_0(__m128i a, __m128i b) { return _mm_sha1rnds4_epu32(a, b, 0); }
/// SHA1RNDS4 with the function and the constant of rounds 20 to 39.
INSTRUCTION("sha") __m128i sha1rnds4_1(__m128i a, __m128i b) { return _mm_sha1rnds4_epu32(a, b, 1); }
/// SHA1RNDS4 with the function and the constant of rounds 40 to 59.
INSTRUCTION("sha") __m128i sha1rnds4_2(__m128i a, __m128i b) { return _mm_sha1rnds4_epu32(a, b, 2); }
/// SHA1RNDS4 with the function and the constant of rounds 60 to 79.
INSTRUCTION("sha") __m128i sha1rnds4_3(__m128i a, __m128i b) { return _mm_sha1rnds4_epu32(a, b, 3); }

/// VPRORQ by 1, 8, 19 and 61: the rotations of SHA-512's message schedule.
INSTRUCTION("avx512f,avx512vl") __m128i vprorq_1(__m128i a) { return _mm_ror_epi64(a, 1); }
INSTRUCTION("avx512f,avx512vl") __m128i vprorq_8(__m128i a) { return _mm_ror_epi64(a, 8); }
INSTRUCTION("avx512f,avx512vl") __m128i vprorq_19(__m128i a) { return _mm_ror_epi64(a, 19); }
INSTRUCTION("avx512f,avx512vl") __m128i vprorq_61(__m128i a) { return _mm_ror_epi64(a, 61); }
/// VPTERNLOGQ: a ⊕ b ⊕ c.
INSTRUCTION("avx512f,avx512vl") __m128i vpternlogq_xor(__m128i a, __m128i b, __m128i c) {
    return _mm_ternarylogic_epi64(a, b, c, 0x96);
}
/// VPTERNLOGQ: a ⊕ (¬b ∧ c).
INSTRUCTION("avx512f,avx512vl") __m128i vpternlogq_chi(__m128i a, __m128i b, __m128i c) {
    return _mm_ternarylogic_epi64(a, b, c, 0xD2);
}
/// VPTERNLOGQ: b where a has ones, c where it has zeros.
INSTRUCTION("avx512f,avx512vl") __m128i vpternlogq_select(__m128i a, __m128i b, __m128i c) {
    return _mm_ternarylogic_epi64(a, b, c, 0xCA);
}
/// VPTERNLOGQ: a ⊕ (b ∧ c).
INSTRUCTION("avx512f,avx512vl") __m128i vpternlogq_xor_and(__m128i a, __m128i b, __m128i c) {
    return _mm_ternarylogic_epi64(a, b, c, 0x78);
}

// 256 bits: twice 128.

/// VMOVDQU: 32 bytes at any address.
INSTRUCTION("avx2") __m256i ymm_vmovdqu(const void *bytes) { return _mm256_loadu_si256((const __m256i_u *)bytes); }
/// VMOVDQU to memory.
INSTRUCTION("avx2") void ymm_vmovdqu_to(void *bytes, __m256i a) { _mm256_storeu_si256((__m256i_u *)bytes, a); }
/// VPERM2I128: the lower halves of both, and the upper halves of both.
INSTRUCTION("avx2") __m256i ymm_vperm2i128_20(__m256i a, __m256i b) { return _mm256_permute2x128_si256(a, b, 0x20); }
INSTRUCTION("avx2") __m256i ymm_vperm2i128_31(__m256i a, __m256i b) { return _mm256_permute2x128_si256(a, b, 0x31); }
/// VPERM2I128: the upper half of a, then the lower half of b.
INSTRUCTION("avx2") __m256i ymm_vperm2i128_21(__m256i a, __m256i b) { return _mm256_permute2x128_si256(a, b, 0x21); }
/// VEXTRACTI128: the upper half.
INSTRUCTION("avx2") __m128i ymm_vextracti128_1(__m256i a) { return _mm256_extracti128_si256(a, 1); }
/// VPALIGNR: in each 128 bits b from its second word of 64 bits on, then the first of a.
INSTRUCTION("avx2") __m256i ymm_vpalignr_8(__m256i a, __m256i b) { return _mm256_alignr_epi8(a, b, 8); }
/// VPSHUFD: in each 128 bits the words 1, 2, 3, 0; 2, 3, 0, 1; 3, 0, 1, 2.
INSTRUCTION("avx2") __m256i ymm_vpshufd_1230(__m256i a) { return _mm256_shuffle_epi32(a, 0x39); }
INSTRUCTION("avx2") __m256i ymm_vpshufd_2301(__m256i a) { return _mm256_shuffle_epi32(a, 0x4E); }
INSTRUCTION("avx2") __m256i ymm_vpshufd_3012(__m256i a) { return _mm256_shuffle_epi32(a, 0x93); }
/// VPCLMULQDQ of the lower halves, and of the upper halves.
INSTRUCTION("avx2,vpclmulqdq") __m256i ymm_vpclmulqdq_00(__m256i a, __m256i b) {
    return _mm256_clmulepi64_epi128(a, b, 0x00);
}
INSTRUCTION("avx2,vpclmulqdq") __m256i ymm_vpclmulqdq_11(__m256i a, __m256i b) {
    return _mm256_clmulepi64_epi128(a, b, 0x11);
}
/// No instruction: what is asked for here in a row stays in that order.
INSTRUCTION("avx2") __m256i ymm_here(__m256i a) {
    __asm__ volatile("" : "+x"(a));
    return a;
}
/// VPMADD52LUQ and VPMADD52HUQ: sum + the lower, and the upper, 52 bits of a·b.
INSTRUCTION("avx512ifma,avx512vl") __m256i ymm_vpmadd52luq(__m256i sum, __m256i a, __m256i b) {
    return _mm256_madd52lo_epu64(sum, a, b);
}
INSTRUCTION("avx512ifma,avx512vl") __m256i ymm_vpmadd52huq(__m256i sum, __m256i a, __m256i b) {
    return _mm256_madd52hi_epu64(sum, a, b);
}

// 512 bits: four times 128.

/// VMOVDQU64: 64 bytes at any address.
INSTRUCTION("avx512f") __m512i zmm_vmovdqu(const void *bytes) { return _mm512_loadu_si512(bytes); }
/// VMOVDQU64 to memory.
INSTRUCTION("avx512f") void zmm_vmovdqu_to(void *bytes, __m512i a) { _mm512_storeu_si512(bytes, a); }
/// VPSRLQ by 63.
INSTRUCTION("avx512f") __m512i zmm_vpsrlq_63(__m512i a) { return _mm512_srli_epi64(a, 63); }
/// VPSLLQ by 1.
INSTRUCTION("avx512f") __m512i zmm_vpsllq_1(__m512i a) { return _mm512_slli_epi64(a, 1); }
/// VPSLLDQ: the lower half of each 128 bits moved up.
INSTRUCTION("avx512f,avx512bw") __m512i zmm_vpslldq_8(__m512i a) { return _mm512_bslli_epi128(a, 8); }
/// VPSHUFD: the upper half of each 128 bits in both.
INSTRUCTION("avx512f") __m512i zmm_vpshufd_2323(__m512i a) { return _mm512_shuffle_epi32(a, _MM_PERM_DCDC); }
/// VPTERNLOGQ: a ⊕ b ⊕ c.
INSTRUCTION("avx512f") __m512i zmm_vpternlogq_xor(__m512i a, __m512i b, __m512i c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}
/// VPTERNLOGQ: a ⊕ (¬b ∧ c).
INSTRUCTION("avx512f") __m512i zmm_vpternlogq_chi(__m512i a, __m512i b, __m512i c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0xD2);
}
/// VPTERNLOGQ: b where a has ones, c where it has zeros; and what two of the three say.
INSTRUCTION("avx512f") __m512i zmm_vpternlogq_select(__m512i a, __m512i b, __m512i c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0xCA);
}
INSTRUCTION("avx512f") __m512i zmm_vpternlogq_majority(__m512i a, __m512i b, __m512i c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0xE8);
}
/// VPCLMULQDQ of the lower halves.
INSTRUCTION("avx512f,vpclmulqdq") __m512i zmm_vpclmulqdq_00(__m512i a, __m512i b) {
    return _mm512_clmulepi64_epi128(a, b, 0x00);
}
/// VPCLMULQDQ of the lower halves of a and the upper halves of b.
INSTRUCTION("avx512f,vpclmulqdq") __m512i zmm_vpclmulqdq_10(__m512i a, __m512i b) {
    return _mm512_clmulepi64_epi128(a, b, 0x10);
}
/// VPCLMULQDQ of the upper halves of a and the lower halves of b.
INSTRUCTION("avx512f,vpclmulqdq") __m512i zmm_vpclmulqdq_01(__m512i a, __m512i b) {
    return _mm512_clmulepi64_epi128(a, b, 0x01);
}
/// VPCLMULQDQ of the upper halves.
INSTRUCTION("avx512f,vpclmulqdq") __m512i zmm_vpclmulqdq_11(__m512i a, __m512i b) {
    return _mm512_clmulepi64_epi128(a, b, 0x11);
}
/// VPSHUFD: the halves of each 128 bits exchanged.
INSTRUCTION("avx512f") __m512i zmm_vpshufd_2301(__m512i a) { return _mm512_shuffle_epi32(a, _MM_PERM_BADC); }
/// VPSHUFD: in each 128 bits the words 1, 2, 3, 0; 3, 0, 1, 2.
INSTRUCTION("avx512f") __m512i zmm_vpshufd_1230(__m512i a) { return _mm512_shuffle_epi32(a, (_MM_PERM_ENUM)0x39); }
INSTRUCTION("avx512f") __m512i zmm_vpshufd_3012(__m512i a) { return _mm512_shuffle_epi32(a, (_MM_PERM_ENUM)0x93); }
/// VSHUFI32X4: of the 128-bit parts of a and then of b the first two; the last two; the even ones; the odd ones.
INSTRUCTION("avx512f") __m512i vshufi32x4_first(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0x44); }
INSTRUCTION("avx512f") __m512i vshufi32x4_last(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0xEE); }
INSTRUCTION("avx512f") __m512i vshufi32x4_even(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0x88); }
INSTRUCTION("avx512f") __m512i vshufi32x4_odd(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0xDD); }
/// VEXTRACTI32X4 of the second, third and fourth 128 bits.
INSTRUCTION("avx512f") __m128i vextracti32x4_1(__m512i a) { return _mm512_extracti32x4_epi32(a, 1); }
INSTRUCTION("avx512f") __m128i vextracti32x4_2(__m512i a) { return _mm512_extracti32x4_epi32(a, 2); }
INSTRUCTION("avx512f") __m128i vextracti32x4_3(__m512i a) { return _mm512_extracti32x4_epi32(a, 3); }
/// VALIGNQ: b from its second word of 64 bits on, then the first of a.
INSTRUCTION("avx512f") __m512i valignq_1(__m512i a, __m512i b) { return _mm512_alignr_epi64(a, b, 1); }
/// VALIGNQ: the last word of 64 bits of b, then the first seven of a.
INSTRUCTION("avx512f") __m512i valignq_7(__m512i a, __m512i b) { return _mm512_alignr_epi64(a, b, 7); }
/// VPSRLQ by 52.
INSTRUCTION("avx512f") __m512i zmm_vpsrlq_52(__m512i a) { return _mm512_srli_epi64(a, 52); }
/// VMOVQ: the lowest 64 bits.
INSTRUCTION("avx512f") uint64_t zmm_vmovq(__m512i a) {
    return (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(a));
}
/// VPEXTRQ: the lane after it.
INSTRUCTION("avx512f") uint64_t zmm_vpextrq_1(__m512i a) {
    return (uint64_t)_mm_extract_epi64(_mm512_castsi512_si128(a), 1);
}
/// VALIGNQ of four lanes: one of b above the rest of a.
INSTRUCTION("avx512vl") __m256i ymm_valignq_1(__m256i a, __m256i b) { return _mm256_alignr_epi64(a, b, 1); }
/// VPBROADCASTQ from memory. (Of a word that is in a general register too the compiler would broadcast the register, which
/// takes the units that multiply.)
INSTRUCTION("avx512f") __m512i zmm_vpbroadcastq(const void *word) {
    __m512i a;
    __asm__("vpbroadcastq %1, %0" : "=v"(a) : "m"(*(const uint64_t *)word));
    return a;
}
/// No instruction: what is asked for here in a row stays in that order.
INSTRUCTION("avx512f") __m512i zmm_here(__m512i a) {
    __asm__ volatile("" : "+v"(a));
    return a;
}
/// VPCMPUQ: where a > b, and where they are equal.
INSTRUCTION("avx512f") uint8_t vpcmpuq_gt(__m512i a, __m512i b) { return _mm512_cmpgt_epu64_mask(a, b); }
INSTRUCTION("avx512f") uint8_t vpcmpuq_eq(__m512i a, __m512i b) { return _mm512_cmpeq_epu64_mask(a, b); }
/// VPTERNLOGQ: a ⋁ (b ⋀ c).
INSTRUCTION("avx512f") __m512i vpternlogq_or_and(__m512i a, __m512i b, __m512i c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0xF8);
}
/// VALIGNQ: the last 128 bits of b, then the first three of a.
INSTRUCTION("avx512f") __m512i valignq_6(__m512i a, __m512i b) { return _mm512_alignr_epi64(a, b, 6); }

#undef INSTRUCTION
#endif
