-- Many workers, a person's word, and ledgers that live for years.

-- owner: who conducts it. trouble: application exceptions in a row, of all its workers. stop: why nothing more of it is begun.
alter table run add column owner text not null default '';
alter table run add column trouble integer not null default 0;
alter table run add column stop text not null default '';

-- lane: items of one lane are done one after another. deaths: workers that died on it since it last came forward. suspect: `owner#epoch` of a claim that was
-- taken over without proof that its owner is dead: it may wake up.
alter table item add column priority integer not null default 0;
alter table item add column deadline text not null default '9999';
alter table item add column deaths integer not null default 0;
alter table item add column suspect text not null default '';
alter table item add column pruned_at text not null default '';
alter table item add column lane text not null default '';

drop index item_new;
create index item_new on item (recipe, priority desc, deadline, id, not_before) where state = 'new';
create index item_changed on item (changed_at) where pruned_at = '';

-- When the next item of a recipe with a rate may be begun.
create table rate (
    name    text primary key,
    next_at text not null
) strict, without rowid;

-- The last event that was pruned, and its hash: what is left of the chain begins behind it.
create table chain_start (
    event integer not null,
    hash  text not null,
    at    text not null
) strict;

drop trigger event_is_never_deleted;
create trigger event_is_never_deleted before delete on event
 when old.id > coalesce((select max(event) from chain_start), 0)
begin
    select raise(abort, 'events are never deleted');
end;
