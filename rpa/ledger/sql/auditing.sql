-- name: select_chain_start
-- What the chain of events follows since it was pruned.
select event, hash, at from chain_start order by event desc limit 1;

-- name: select_events_after
-- Events behind one, in order.
select * from event where id > :after order by id limit :limit;

-- name: select_items_after
-- Items behind one, in order.
select * from item where id > :after order by id limit :limit;

-- name: select_events_of_items
-- Events that concern these items, item by item, in order.
select id, at, kind, item, data from event where item > :after and item <= :last order by item, id;

-- name: select_steps_of_items
-- All rows of the steps of these items, item by item, in order of their start.
select * from step where item > :after and item <= :last order by item, id;

-- name: select_numbers
-- The numbers given out in a sequence, in order.
select n, item from number where sequence = :sequence and n > :after order by n limit :limit;

-- name: select_sequences
-- The sequences with how many numbers they gave out, and the last one.
select sequence, count(*) as numbers, max(n) as last from number group by sequence order by sequence;
