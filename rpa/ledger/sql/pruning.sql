-- name: count_prunable_items
-- How many ended items are old enough to lose their details, and how many characters these are.
select count(*) as items,
       coalesce(sum(length(fields) + length(original) + length(place) + length(reason) + length(page)), 0) as characters
  from item
 where pruned_at = '' and changed_at < :before and state in ('done', 'rejected');

-- name: count_prunable_steps
-- How many characters the steps of these items hold.
select coalesce(sum(length(coalesce(step.intent, '')) + length(step.outputs) + length(coalesce(step.receipt, ''))
                    + length(step.reason)), 0) as characters
  from step join item on item.id = step.item
 where item.pruned_at = '' and item.changed_at < :before and item.state in ('done', 'rejected');

-- name: select_prunable_items
-- The oldest ended items that still have their details, from a point in time on.
select id, state, changed_at
  from item
 where pruned_at = '' and changed_at >= :since and changed_at < :before and state in ('done', 'rejected')
 order by changed_at, id limit :limit;

-- name: prune_item
-- Takes an item's details away, if nobody has touched it meanwhile; what tells it from other items stays.
update item
   set fields = '{}', original = '[]', place = '', page = case :half_done when 1 then page else '' end, pruned_at = :now,
       reason = case when reason = '' then '' else :mark end
 where id = :item and pruned_at = '' and changed_at = :changed_at and state in ('done', 'rejected')
returning id;

-- name: prune_step
-- Takes a step's details away; that it was done, when, and the reference of its receipt stay.
update step set intent = :intent, outputs = :outputs, receipt = :receipt, reason = '' where id = :id;

-- name: select_needed_items
-- Items that are not ended, or were changed since a point in time: what they refer to is still needed.
select id, fields
  from item
 where id > :after and (state not in ('done', 'rejected') or changed_at >= :since)
 order by id limit :limit;

-- name: select_outputs_of_items
-- What the steps of these items gave.
select outputs from step where item >= :first and item <= :last and outputs <> '{}' order by id;

-- name: select_first_kept_event
-- The first event that is not old enough to go.
select min(id) as id from event where at >= :before;

-- name: count_events
-- How many events there are up to one, and how many characters they hold.
select count(*) as events, coalesce(sum(length(data) + length(kind) + length(at) + length(hash)), 0) as characters
  from event where id <= :event;

-- name: select_event
-- One event.
select * from event where id = :event;

-- name: insert_chain_start
-- Notes that the chain begins behind an event from now on.
insert into chain_start (event, hash, at) values (:event, :hash, :now);

-- name: delete_events
-- Removes the oldest events, as far as the chain no longer begins with them.
delete from event where id in (select id from event where id <= :event order by id limit :limit);
