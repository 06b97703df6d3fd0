// Botan's declarations. No algorithm.
#include <botan/ffi.h>
