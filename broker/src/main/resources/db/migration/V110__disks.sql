-- Nothing of a person's is deleted by one node's clock, or by a node that does not know what rows mean.

-- Since then the kept volumes of a terminated desktop are being deleted: it can not be brought back any more.
alter table desktop add column forgetting_since timestamptz;

-- Which nodes may work on this database. A migration that changes what rows mean raises the number to its own.
create table schema_contract (
    only_row   boolean primary key default true check (only_row),
    least_node integer not null,  -- the least number that a node must have been built with
    reason     text    not null   -- a sentence for admins: what an older node would do wrong
);
insert into schema_contract (least_node, reason)
values (110, 'An older node would judge by its own clock when kept volumes are deleted, and could delete those of a desktop that is being brought back.');
