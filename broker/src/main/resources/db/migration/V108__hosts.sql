-- Hosts that are emptied, and hosts that are lost.

alter table hypervisor_host drop constraint hypervisor_host_state_check;
alter table hypervisor_host
    add constraint hypervisor_host_state_check check (state in ('ACTIVE', 'DRAINING', 'DRAINED', 'LOST')),
    add column shared_storage   text,                          -- hosts with the same name here have one pool; null: its own
    add column shuts_saved_down boolean not null default false, -- while it drains: saved desktops are shut down, so that they can go
    add column storage_mib      bigint,                        -- of its pool; null until it said so
    add column free_storage_mib bigint,
    add column lost_at          timestamptz,                   -- when it was declared lost; null while it is not
    add column lost_by          text,
    add column said_to_be_off   boolean not null default false; -- whoever declared it lost says that its machine is off

-- Where its volumes are being copied to, and what the move waits for.
alter table desktop add column relocation jsonb;

-- What a host holds of desktops that went elsewhere.
create table host_remains (
    host_id    uuid        not null references hypervisor_host on delete cascade,
    desktop_id uuid        not null,                -- no reference: what is left may outlive its row
    kind       text        not null check (kind in ('MOVED', 'GIVEN_UP', 'FENCED')),
    volumes    text[]      not null,                -- names; none where the storage is shared
    since      timestamptz not null,
    fenced_at  timestamptz,                         -- of FENCED: when its machine there was seen to be off
    primary key (host_id, desktop_id)
);
create index host_remains_desktop on host_remains (desktop_id);
