package dev.berth.e2e.production;

/** An API token as an admin would make one on the page for it: what the playbooks show, and the row that knows it. */
final class SiteToken {

    static final String SHOWN = "berth_failover00xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0vA8qJ";

    private SiteToken() {}

    /** The statement that makes its row, with that scope, and the person who made it. */
    static String kept(String scope) {
        return """
                with maker as (
                    insert into person (id, account_name, upn, display_name, last_seen_at)
                    select gen_random_uuid(), 'site', 'site@corp.test', 'Site', now() returning id)
                insert into api_token (id, locator, secret_hash, name, scopes, networks, created_at, created_by, expires_at)
                select gen_random_uuid(), 'failover00', sha256('%s'), 'site', '{%s}', '{}', now(), id,
                       now() + interval '1 day'
                  from maker
                """.formatted(SHOWN, scope);
    }
}
