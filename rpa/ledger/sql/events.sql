-- name: select_last_event
-- The end of the chain.
select id, hash from event order by id desc limit 1;

-- name: insert_event
-- Adds to the chain.
insert into event (id, at, kind, item, run, data, hash) values (:id, :at, :kind, :item, :run, :data, :hash);

-- name: select_events
-- All events of a run, or of everything, in order.
select * from event where cast(:run as bigint) is null or run = :run order by id;

-- name: select_events_of_item
-- Events of an item, in order; those of one run when one is named.
select * from event where item = :item and (cast(:run as bigint) is null or run = :run) order by id;
