package dev.berth.e2e.production;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** An API token as an admin would make one on the page for it: what the playbooks show, and the row that knows it. */
final class SiteToken {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LOCATOR = 10;
    private static final int SECRET = 40;
    private static final int CHECKSUM = 6;

    private SiteToken() {}

    static String make(String locator) {
        String body = "berth_" + (locator + "0".repeat(LOCATOR)).substring(0, LOCATOR) + "x".repeat(SECRET);
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        var digits = new StringBuilder();
        for (long rest = crc.getValue(); digits.length() < CHECKSUM; rest /= ALPHABET.length()) {
            digits.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
        }
        return body + digits.reverse();
    }

    /** The statement that makes its row, and the person who made it. */
    static String kept(String token) {
        return """
                with maker as (
                    insert into person (id, account_name, upn, display_name, last_seen_at)
                    select gen_random_uuid(), 'site', 'site@corp.test', 'Site', now() returning id)
                insert into api_token (id, locator, secret_hash, name, scopes, networks, created_at, created_by, expires_at)
                select gen_random_uuid(), '%s', sha256('%s'), 'failover', '{HOSTS}', '{}', now(), id, now() + interval '1 day'
                  from maker
                """.formatted(token.substring("berth_".length(), "berth_".length() + LOCATOR), token)
                .replace("\n", " ");
    }
}
