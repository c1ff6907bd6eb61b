#include "models/uuid.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { POOL = 512 };

/* Randomness is fetched for many ids at once: a bulk of 10,000 rows would feel 10,000 system calls.
 */
static void take_random(unsigned char *out, size_t length)
{
    static _Thread_local unsigned char pool[POOL];
    static _Thread_local size_t left;

    if (left < length) {
        const ssize_t got = getrandom(pool, POOL,
                                      0); /* up to 256 bytes never fails; more may be cut */

        assert(got >= (ssize_t)length);
        left = (size_t)got;
    }
    left -= length;
    memcpy(out, pool + left, length);
    memset(pool + left, 0, length);
}

static uint64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void uuid_make(char out[UUID_TEXT])
{
    static const char HEX[] = "0123456789abcdef";
    static _Thread_local uint64_t last;
    static _Thread_local unsigned count;
    unsigned char bytes[16];
    const uint64_t now = milliseconds();

    take_random(bytes, sizeof bytes);
    if (now > last) {
        last = now;
        count = ((unsigned)bytes[6] << 8 | bytes[7]) & 0x3ff; /* room for 3,000 more to rise */
    } else if (++count > 0xfff) {
        last++;
        count = 0;
    }
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(last >> (40 - 8 * i));
    bytes[6] = (unsigned char)(0x70 | count >> 8);
    bytes[7] = (unsigned char)count;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = HEX[bytes[i] >> 4];
        *out++ = HEX[bytes[i] & 15];
    }
    *out = '\0';
}
