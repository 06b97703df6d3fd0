// libcrypto's declarations, and what Swift cannot import: macros and variadic functions. No algorithm.
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static inline EVP_PKEY *openssl_rsa_generate(unsigned int bits) { return EVP_RSA_gen(bits); }
static inline EVP_PKEY *openssl_ec_generate(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *openssl_generate(const char *type) { return EVP_PKEY_Q_keygen(NULL, NULL, type); }
static inline long openssl_bio_memory(BIO *bio, const char **bytes) { return BIO_get_mem_data(bio, (char **)bytes); }
static inline int openssl_digest_init(EVP_MD_CTX *c, const EVP_MD *md) { return EVP_DigestInit_ex2(c, md, NULL); }
static inline const char *openssl_version(void) { return OpenSSL_version(OPENSSL_VERSION_STRING); }
static inline void openssl_x509_push(STACK_OF(X509) *stack, X509 *x) { sk_X509_push(stack, x); }
static inline STACK_OF(X509) *openssl_x509_stack(void) { return sk_X509_new_null(); }
static inline void openssl_x509_stack_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }
static inline void openssl_x509_stack_release(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }
static inline int openssl_x509_count(STACK_OF(X509) *stack) { return sk_X509_num(stack); }

static inline int openssl_pkcs12_key(
    const unsigned char *password, int passwordCount, const unsigned char *salt, int saltCount, int id, int iterations,
    int count, unsigned char *out, const EVP_MD *md) {
    return PKCS12_key_gen_uni((unsigned char *)password, passwordCount, (unsigned char *)salt, saltCount, id, iterations,
                              count, out, md);
}
static inline int openssl_scrypt(
    const char *password, size_t passwordCount, const unsigned char *salt, size_t saltCount, uint64_t n, uint64_t r,
    uint64_t p, unsigned char *out, size_t count) {
    return EVP_PBE_scrypt(password, passwordCount, salt, saltCount, n, r, p, 1ull << 32, out, count);
}
