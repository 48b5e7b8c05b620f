-- Somebody else in a person's session: invited, or asked for by helpdesk and consented to.
create sequence session_share_change;
create table session_share (
    id             uuid        primary key,
    home_region    text        not null,
    session_id     uuid        not null references session on delete cascade,
    kind           text        not null check (kind in ('INVITATION', 'SHADOWING')),
    state          text        not null check (state in ('ASKED', 'AGREED', 'JOINED', 'OVER')),
    over_why       text,
    asked_by       uuid        not null references person, -- the session's owner who invites, or helpdesk who asks
    guest_id       uuid        references person,   -- null: whoever takes the link first
    reason         text        not null,            -- what the other side reads; empty with an invitation without words
    control        boolean     not null,            -- keys and pointer too, not only the picture
    minutes        integer     not null check (minutes > 0), -- how long, from the moment the guest first joins
    link_hash      bytea       unique,              -- SHA-256; null once it was taken
    wait_until     timestamptz not null,            -- of ASKED for the answer, of AGREED for joining the first time
    asked_at       timestamptz not null,
    agreed_at      timestamptz,
    joined_at      timestamptz,                     -- the first time
    ends_at        timestamptz,
    over_at        timestamptz,
    guest_address  text,                            -- where the guest last asked for a ticket
    ticket_hash    bytea       unique,              -- SHA-256; one use
    ticket_until   timestamptz,
    ticket_gateway uuid,
    viewer         uuid,                            -- the guest's connection that counts
    change         bigint      not null default nextval('session_share_change'), -- grows with every move
    check ((state = 'OVER') = (over_why is not null)),
    check ((state = 'OVER') = (over_at is not null)),
    check ((state = 'JOINED') = (viewer is not null)),
    check (guest_id is not null or state <> 'JOINED')
);
create index session_share_session on session_share (session_id, change);
create index session_share_live on session_share (state) where state <> 'OVER';
create index session_share_guest on session_share (guest_id) where state <> 'OVER';
