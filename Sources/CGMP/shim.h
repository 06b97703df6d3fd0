/* Swift does not import function-like macros; GMP defines a few operations only that way. */
#ifndef CGMP_SHIM_H
#define CGMP_SHIM_H
#include <gmp.h>
#include <stddef.h>
static inline int cgmp_sign(mpz_srcptr z) { return mpz_sgn(z); }
static inline int cgmp_is_odd(mpz_srcptr z) { return mpz_odd_p(z); }
#endif
