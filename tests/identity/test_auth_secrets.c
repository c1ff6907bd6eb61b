/* Secrets, passwords, seals and scopes. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "tests/identity/forge.h"

TestSuite(auth_secrets, .init = forge_start, .fini = forge_stop, .timeout = 120);

Test(auth_secrets, secrets_carry_their_check)
{
    char secret[AUTH_SECRET], twin[AUTH_SECRET], prefix[AUTH_SECRET];

    for (int i = 0; i < 500; i++) {
        cr_assert(auth_secret_make("tamar_client", secret));
        cr_assert(auth_secret_make("tamar_client", twin));
        cr_assert_str_neq(secret, twin);
        cr_assert_eq(strlen(secret), strlen("tamar_client_") + 43 + 6);
        cr_assert(auth_secret_well_formed("tamar_client", secret));
        cr_assert_not(auth_secret_well_formed("tamar", secret));
        char *slip = secret + strlen("tamar_client_") + (size_t)i % 49;
        *slip = *slip == 'x' ? 'y' : 'x';
        cr_assert_not(auth_secret_well_formed("tamar_client", secret), "%s", secret);
    }
    forge_follow(twin, "-");
    cr_expect_not(auth_secret_well_formed("tamar_client", twin));
    twin[strlen(twin) - 1] = '0';
    cr_expect_not(auth_secret_well_formed("tamar_client", twin));
    twin[strlen(twin) - 2] = '\0';
    cr_expect_not(auth_secret_well_formed("tamar_client", twin));
    cr_expect_not(auth_secret_well_formed("tamar", ""));
    memset(prefix, 'a', sizeof prefix - 1);
    prefix[77] = '\0';
    cr_expect(auth_secret_make(prefix, secret));
    forge_follow(prefix, "a");
    cr_expect_not(auth_secret_make(prefix, secret));
    /* zlib's CRC-32 of what stands before it is 297039505. */
    cr_expect(auth_secret_well_formed("t", "t_00000000000000000000000000000000000000000000K6LXl"));
}

Test(auth_secrets, digests)
{
    char digest[AUTH_DIGEST], changed[AUTH_DIGEST];

    auth_digest("abc", digest);
    cr_expect_str_eq(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_expect(auth_digest_equal(digest, digest));
    for (size_t i = 0; i < AUTH_DIGEST - 1; i++) {
        memcpy(changed, digest, sizeof changed);
        changed[i] ^= 1;
        cr_expect_not(auth_digest_equal(digest, changed));
    }
    cr_expect_not(auth_digest_equal(digest, ""));
    cr_expect_not(auth_digest_equal("", ""));
}

Test(auth_secrets, passwords)
{
    char stored[AUTH_PASSWORD], again[AUTH_PASSWORD];

    cr_assert(auth_password_hash("correct horse", stored));
    cr_assert(auth_password_hash("correct horse", again));
    cr_expect_str_neq(stored, again);
    cr_expect_eq(strncmp(stored, "$argon2id$v=19$m=65536,t=2,p=1$", 31), 0, "%s", stored);
    cr_expect_eq(auth_password_check("correct horse", stored), AUTH_PASSWORD_RIGHT);
    cr_expect_eq(auth_password_check("correct horsf", stored), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("", stored), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("correct horse", NULL), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("", NULL), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("correct horse", "garbage"), AUTH_PASSWORD_WRONG);
}

static void *check_unknown(void *context)
{
    (void)context;
    return (void *)(uintptr_t)(auth_password_check("x", NULL) == AUTH_PASSWORD_BUSY);
}

Test(auth_secrets, passwords_wait_only_so_long)
{
    enum { CROWD = 60 };
    pthread_t threads[CROWD];
    size_t busy = 0;

    for (size_t i = 0; i < CROWD; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, check_unknown, NULL), 0);
    for (size_t i = 0; i < CROWD; i++) {
        void *was_busy;

        pthread_join(threads[i], &was_busy);
        busy += was_busy != NULL;
    }
    cr_expect(busy > 0 && busy < CROWD, "%zu", busy);
}

Test(auth_secrets, seals)
{
    struct auth_master master, foreign;
    char sealed[4096], twin[4096], out[2048], text[1500];

    auth_master_make(&master);
    auth_master_make(&foreign);
    for (size_t length = 0; length < sizeof text; length += 1 + length / 3) {
        memset(text, 'x', length);
        text[length] = '\0';
        cr_assert(auth_seal(&master, "cursor", text, sealed, sizeof sealed));
        cr_assert(auth_seal(&master, "cursor", text, twin, sizeof twin));
        cr_expect_str_neq(sealed, twin);
        cr_assert(auth_open(&master, "cursor", sealed, out, sizeof out));
        cr_expect_str_eq(out, text);
        cr_expect(auth_open(&master, "cursor", sealed, out, length + 1));
        cr_expect_not(auth_open(&master, "cursor", sealed, out, length));
        cr_expect(auth_seal(&master, "cursor", text, twin, strlen(sealed) + 1));
        cr_expect_not(auth_seal(&master, "cursor", text, twin, strlen(sealed)));
        cr_expect_not(auth_open(&master, "signing-key", sealed, out, sizeof out));
        cr_expect_not(auth_open(&foreign, "cursor", sealed, out, sizeof out));
    }
}

Test(auth_secrets, seals_show_tampering)
{
    struct auth_master master;
    char sealed[256], changed[256], out[256] = "untouched";

    auth_master_make(&master);
    cr_assert(auth_seal(&master, "cursor", "2024-09-01", sealed, sizeof sealed));
    for (size_t i = 0; i < strlen(sealed); i++) {
        for (const char *c = BASE64; *c; c++) {
            memcpy(changed, sealed, sizeof changed);
            changed[i] = *c;
            if (*c != sealed[i])
                cr_expect_not(auth_open(&master, "cursor", changed, out, sizeof out));
        }
        memcpy(changed, sealed, sizeof changed);
        changed[i] = '\0';
        cr_expect_not(auth_open(&master, "cursor", changed, out, sizeof out));
    }
    memcpy(changed, sealed, sizeof changed);
    forge_follow(changed, "A");
    cr_expect_not(auth_open(&master, "cursor", changed, out, sizeof out));
    cr_expect_str_eq(out, "untouched");
}

Test(auth_secrets, master_secret_reads_back)
{
    struct auth_master master, back;
    char text[44], longer[48];

    auth_master_make(&master);
    auth_master_write(&master, text);
    cr_assert_eq(strlen(text), 43);
    cr_assert(auth_master_read(text, &back));
    cr_expect_eq(memcmp(&master, &back, sizeof master), 0);
    snprintf(longer, sizeof longer, "%s=", text);
    cr_expect_not(auth_master_read(longer, &back));
    snprintf(longer, sizeof longer, "%s\n", text);
    cr_expect_not(auth_master_read(longer, &back));
    text[42] = '\0';
    cr_expect_not(auth_master_read(text, &back));
    cr_expect_not(auth_master_read("", &back));
}

Test(auth_secrets, scopes)
{
    static const char *const bad[] = {
        "", " ", "pupils", "pupils:read ", " pupils:read",
        "pupils:read,ehcps:read", "Pupils:read", "pupils:reads",
    };
    char text[AUTH_SCOPES_TEXT];
    uint64_t all = 0, back = 0;

    for (size_t i = 0; AUTH_SCOPES[i]; i++) {
        cr_expect_eq(auth_scope(AUTH_SCOPES[i]), UINT64_C(1) << i);
        all |= UINT64_C(1) << i;
        auth_scopes_write(all, text);
        cr_expect(auth_scopes_read(text, &back));
        cr_expect_eq(back, all, "%s", text);
    }
    cr_expect_lt(strlen(text), AUTH_SCOPES_TEXT);
    auth_scopes_write(0, text);
    cr_expect_str_empty(text);
    cr_expect_eq(auth_scope("pupils"), 0);
    back = 5;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(auth_scopes_read(bad[i], &back), "%s", bad[i]);
    cr_expect_eq(back, 5);
}
