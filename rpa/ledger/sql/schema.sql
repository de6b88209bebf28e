-- The ledger as a fresh file gets it. Times are ISO 8601 texts in UTC with microseconds: they sort as they are.

pragma application_id = 1380991281;

create table migration (
    number     integer primary key,
    name       text not null,
    sha256     text not null,
    applied_at text not null
) strict;

-- Each text of a recipe once: items resume on the text their run began with.
create table recipe_text (
    sha256 text primary key,
    body   text not null
) strict, without rowid;

-- owner: who conducts it. trouble: application exceptions in a row, of all its workers. stop: why nothing more of it is begun.
create table run (
    id            integer primary key,
    recipe        text not null,
    recipe_file   text not null,
    recipe_sha256 text not null references recipe_text (sha256),
    params        text not null,
    started_at    text not null,
    finished_at   text,
    totals        text,
    error         text not null default '',
    owner         text not null default '',
    trouble       integer not null default 0,
    stop          text not null default ''
) strict;

-- variant: '' for the item itself, the content hash for one held beside it.
-- run: whose recipe it runs on. last_run: the last one that worked on it. epoch: raised by every claim, the fence.
-- lane: items of one lane are done one after another. deaths: workers that died on it since it last came forward. suspect: `owner#epoch` of a claim that was
-- taken over without proof that its owner is dead: it may wake up.
create table item (
    id         integer primary key,
    recipe     text not null,
    key        text not null,
    variant    text not null default '',
    content    text not null,
    state      text not null
               check (state in ('new', 'claimed', 'done', 'rejected', 'failed', 'in_doubt', 'in_review')),
    reason     text not null default '',
    owner      text not null default '',
    epoch      integer not null default 0,
    attempts   integer not null default 0,
    not_before text not null default '',
    page       text not null default '',
    run        integer not null references run (id),
    last_run   integer not null references run (id),
    changed_at text not null,
    place      text not null,
    fields     text not null,
    original   text not null,
    priority   integer not null default 0,
    deadline   text not null default '9999',
    deaths     integer not null default 0,
    suspect    text not null default '',
    pruned_at  text not null default '',
    lane       text not null default '',
    unique (recipe, key, variant)
) strict;

create index item_new on item (recipe, priority desc, deadline, id, not_before) where state = 'new';
create index item_changed on item (changed_at) where pruned_at = '';
create index item_claimed on item (recipe, owner) where state = 'claimed';
create index item_waiting on item (id) where state in ('rejected', 'failed', 'in_doubt', 'in_review');

create table sighting (
    run     integer not null references run (id),
    item    integer not null references item (id),
    verdict text not null,
    at      text not null,
    primary key (run, item)
) strict, without rowid;

create table step (
    id         integer primary key,
    item       integer not null references item (id),
    step       text not null,
    epoch      integer not null,
    n          integer not null,
    state      text not null check (state in ('started', 'sent', 'done', 'void', 'refused', 'late')),
    effect     text not null check (effect in ('pure', 'read', 'write')),
    intent     text,
    outputs    text not null default '{}',
    receipt    text,
    reason     text not null default '',
    started_at text not null,
    sent_at    text,
    ended_at   text,
    unique (item, step, epoch, n)
) strict;

-- The promise itself: a write is under way or done at most once.
create unique index step_once on step (item, step)
    where effect = 'write' and state in ('started', 'sent', 'done');

create table number (
    sequence text not null,
    item     integer not null references item (id),
    n        integer not null,
    primary key (sequence, item),
    unique (sequence, n)
) strict, without rowid;

-- When the next item of a recipe with a rate may be begun.
create table rate (
    name    text primary key,
    next_at text not null
) strict, without rowid;

-- How far a source was read: what it wants to know when it is read again.
create table mark (
    recipe text not null,
    name   text not null,
    told   text not null,
    primary key (recipe, name)
) strict, without rowid;

-- What a step has asked about its readings, and what a person has answered: outputs of that step.
create table question (
    item        integer not null references item (id),
    step        text not null,
    asked       text not null,
    asked_at    text not null,
    answer      text,
    said        text not null default '',
    answered_at text,
    primary key (item, step)
) strict, without rowid;

create table event (
    id   integer primary key,
    at   text not null,
    kind text not null,
    item integer,
    run  integer,
    data text not null,
    hash text not null
) strict;

create index event_item on event (item) where item is not null;

create trigger event_is_never_changed before update on event
begin
    select raise(abort, 'events are never changed');
end;

-- The last event that was pruned, and its hash: what is left of the chain begins behind it.
create table chain_start (
    event integer not null,
    hash  text not null,
    at    text not null
) strict;

create trigger event_is_never_deleted before delete on event
 when old.id > coalesce((select max(event) from chain_start), 0)
begin
    select raise(abort, 'events are never deleted');
end;

create trigger step_is_never_deleted before delete on step
begin
    select raise(abort, 'steps are never deleted');
end;
