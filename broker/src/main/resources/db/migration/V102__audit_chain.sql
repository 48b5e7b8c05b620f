-- The audit log's chain. An entry is written by whoever does something, in their own transaction and without waiting for
-- anybody; the sealer gives it its place in the chain a moment later.

create table audit_link (
    position    bigint      primary key check (position > 0),   -- 1, 2, 3 without a gap
    entry_id    bigint      not null unique,                    -- of audit_entry; no foreign key, that would lock entries
    hash        bytea       not null check (length(hash) = 32), -- under the region's key, over the hash before and the entry
    sealed_at   timestamptz not null
);

-- Where the sealer may begin to look: every entry with an id up to the horizon is sealed or will never be.
create table audit_sealing (
    one         boolean     primary key default true check (one),
    horizon     bigint      not null
);
insert into audit_sealing (horizon) values (0);

create function audit_is_only_added_to() returns trigger language plpgsql as $$
begin
    raise exception 'The audit log is only ever added to: % of % is refused.', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger only_added_to before update or delete on audit_entry
    for each row execute function audit_is_only_added_to();
create trigger never_emptied before truncate on audit_entry
    for each statement execute function audit_is_only_added_to();
create trigger only_added_to before update or delete on audit_link
    for each row execute function audit_is_only_added_to();
create trigger never_emptied before truncate on audit_link
    for each statement execute function audit_is_only_added_to();

-- Also for a session that replays what another server did.
alter table audit_entry enable always trigger only_added_to;
alter table audit_entry enable always trigger never_emptied;
alter table audit_link enable always trigger only_added_to;
alter table audit_link enable always trigger never_emptied;
