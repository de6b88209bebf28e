-- name: select_known
-- What is known under these keys (a JSON list): the items themselves and those held beside them.
select id, key, variant, content, state, reason, epoch, attempts
  from item where recipe = :recipe and key in (select value from json_each(:keys));

-- name: insert_item
-- Records an arrival.
insert into item (recipe, key, variant, content, state, reason, run, last_run, changed_at, place, fields, original,
                  priority, deadline, lane)
values (:recipe, :key, :variant, :content, :state, :reason, :run, :run, :now, :place, :fields, :original,
        :priority, :deadline, :lane)
returning id;

-- name: renew_item
-- Gives a failed or rejected item its newest content and a fresh start in this run.
update item
   set state = :state, reason = :reason, content = :content, fields = :fields, place = :place, original = :original,
       attempts = 0, deaths = 0, not_before = '', owner = '', run = :run, last_run = :run, changed_at = :now,
       priority = :priority, deadline = :deadline, lane = :lane, pruned_at = ''
 where id = :item;

-- name: insert_sighting
-- Notes what a run made of an item. A second look of the same run only counts when it changed the item.
insert into sighting (run, item, verdict, at) values (:run, :item, :verdict, :now)
on conflict (run, item) do update set verdict = excluded.verdict, at = excluded.at
 where excluded.verdict in ('taken_up', 'rejected');

-- name: claim_item
-- Claims the first new item of a recipe whose time has come: by priority, then by deadline, then by age; none whose
-- lane is taken. One that was changed in the future was so before the clock was set back: its time has come as well.
update item
   set state = 'claimed', owner = :owner, epoch = epoch + 1, attempts = attempts + 1, not_before = '',
       last_run = :run, changed_at = :now
 where id = (select id from item
              where recipe = :recipe and state = 'new' and (not_before <= :now or changed_at > :future)
                and (lane = '' or lane not in (select other.lane from item other
                                                where other.recipe = :recipe and other.state = 'claimed'))
              order by priority desc, deadline, id limit 1)
returning id, run, epoch, key, variant, attempts, fields, page, place, deaths, suspect;

-- name: select_taken_lane
-- A lane that an item of a recipe is being worked on in, if there is one.
select lane from item where recipe = :recipe and state = 'claimed' and lane <> '' limit 1;

-- name: count_claimed
-- How many items of a recipe are being worked on; counted no further than `most`.
select count(*) as items from (select 1 from item where recipe = :recipe and state = 'claimed' limit :most) as counted;

-- name: count_new
-- How many items of a recipe wait to be worked on; counted no further than `most`.
select count(*) as items from (select 1 from item where recipe = :recipe and state = 'new' limit :most) as counted;

-- name: select_rate
-- When the next item under a rate may be begun.
select next_at from rate where name = :name;

-- name: keep_rate
-- Notes when the next item under a rate may be begun.
insert into rate (name, next_at) values (:name, :next_at)
on conflict (name) do update set next_at = excluded.next_at;

-- name: fence
-- The working run, if the claim still holds; with the page that is kept, and the deaths that are counted.
select last_run, page, deaths from item where id = :item and epoch = :epoch and state = 'claimed';

-- name: keep_page
-- Keeps the address of the page of an item in hand, and that it came forward; inside the transaction of the fence.
update item set page = :page, deaths = :deaths, changed_at = :now where id = :item;

-- name: settle_item
-- Ends a claim, if it still holds; one given back untried is no attempt of the item's.
update item
   set state = :state, reason = :reason, owner = '', not_before = :not_before, changed_at = :now,
       attempts = attempts - :untried,
       suspect = case :state when 'done' then '' else suspect end
 where id = :item and epoch = :epoch and state = 'claimed'
returning last_run;

-- name: select_owners
-- Who holds items of a recipe.
select distinct owner from item where recipe = :recipe and state = 'claimed';

-- name: give_back_items
-- Makes the items of a dead owner new again; that its process died is no attempt of the item's that failed.
update item
   set state = 'new', owner = '', not_before = '', attempts = attempts - 1, deaths = deaths + 1, changed_at = :now,
       suspect = case when :suspect = '' then suspect else :suspect || '#' || epoch end
 where recipe = :recipe and state = 'claimed' and owner = :owner
returning id, last_run;

-- name: take_up_item
-- Makes a failed or rejected item new again. One rejected on arrival (attempts 0) or pruned has no values to run on.
update item
   set state = 'new', reason = '', attempts = 0, deaths = 0, not_before = '', run = coalesce(:run, run),
       last_run = coalesce(:run, last_run), changed_at = :now
 where id = :item and pruned_at = '' and (state = 'failed' or state = 'rejected' and attempts > 0)
returning id;

-- name: resolve_item
-- Carries out a person's word about what the person has seen: whoever may still hold the item is fenced out.
update item
   set state = :state, reason = :reason, owner = '', epoch = epoch + 1, attempts = 0, deaths = 0, not_before = '',
       suspect = '', changed_at = :now
 where id = :item and state = :before and epoch = coalesce(:epoch, epoch)
returning last_run;

-- name: touch_item
-- An item that is neither under way nor done, held for the length of the transaction.
update item set changed_at = :now where id = :item and state not in ('claimed', 'done') returning last_run;

-- name: reopen_item
-- Makes an ended item new again, to go on from an earlier step; a pruned one has nothing to go on with.
update item
   set state = 'new', reason = '', owner = '', attempts = 0, deaths = 0, not_before = '', page = '',
       run = coalesce(:run, run), last_run = coalesce(:run, last_run), changed_at = :now
 where id = :item and pruned_at = '' and (state in ('done', 'failed') or state = 'rejected' and attempts > 0)
returning id;

-- name: select_next_due
-- The earliest time at which a new item of a recipe may be claimed: '' for at once, null when none is new.
-- The first one that may be claimed now answers, however many there are.
select case when exists (select 1 from item
                          where recipe = :recipe and state = 'new' and (not_before <= :now or changed_at > :future))
            then '' else (select min(not_before) from item where recipe = :recipe and state = 'new') end as due;

-- name: select_item
-- One item.
select item.*, null as verdict from item where id = :item;

-- name: select_items
-- Items in order of their number, of all recipes and states when none are named (states: a JSON list).
select item.*, null as verdict
  from item
 where (cast(:recipe as text) is null or recipe = :recipe)
   and (cast(:states as text) is null or state in (select value from json_each(:states)))
 order by id limit :limit;

-- name: select_claimed_items
-- The same for items that are being worked on: there are few, however many the recipe has.
select item.*, null as verdict
  from item
 where state = 'claimed' and recipe = :recipe
 order by id limit :limit;

-- name: select_waiting_items
-- The same for states in which an item waits for somebody: reads no others, however many there are.
select item.*, null as verdict
  from item
 where state in ('rejected', 'failed', 'in_doubt', 'in_review')
   and (cast(:recipe as text) is null or recipe = :recipe)
   and state in (select value from json_each(:states))
 order by id limit :limit;

-- name: select_items_of_run
-- The same for the items a run looked at, with its verdict.
select item.*, sighting.verdict
  from sighting join item on item.id = sighting.item
 where sighting.run = :run
   and (cast(:recipe as text) is null or item.recipe = :recipe)
   and (cast(:states as text) is null or item.state in (select value from json_each(:states)))
 order by item.id limit :limit;
