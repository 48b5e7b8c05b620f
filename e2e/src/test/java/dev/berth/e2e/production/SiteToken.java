package dev.berth.e2e.production;

import dev.berth.bench.regions.SamePeople;

/** An API token as an admin would make one on the page for it: what the playbooks show, and the row that knows it. */
final class SiteToken {

    static final String SHOWN = "berth_failover00xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0vA8qJ";

    private static final String MAKER = "00000000-0000-4000-8000-000000000004";

    private SiteToken() {}

    /** The statement that makes its row, with that scope, by the admin of {@link SamePeople}: a token is good while its maker is. */
    static String kept(String scope) {
        return """
                insert into person (id, account_name, upn, display_name, last_seen_at)
                select '%1$s', 'adam', 'adam@corp.test', 'Adam Ahn', now()
                 where not exists (select from person where id = '%1$s');
                insert into api_token (id, locator, secret_hash, name, scopes, networks, created_at, created_by, expires_at)
                select gen_random_uuid(), 'failover00', sha256('%2$s'), 'site', '{%3$s}', '{}', now(), '%1$s',
                       now() + interval '1 day'
                """.formatted(MAKER, SHOWN, scope);
    }
}
