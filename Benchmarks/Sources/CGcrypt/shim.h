// libgcrypt's declarations, and the variadic control function for the few uses made of it. No algorithm.
#include <gcrypt.h>

static inline void gcrypt_disable(const char *feature) { gcry_control(GCRYCTL_DISABLE_HWF, feature, NULL); }
static inline void gcrypt_start(void) {
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}
static inline gcry_error_t gcrypt_reset(gcry_cipher_hd_t h) { return gcry_cipher_reset(h); }
