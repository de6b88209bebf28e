-- name: insert_worker
-- Registers a worker.
insert into worker (name, host, machine, boot, pid, lock_file, started_at, beat_at)
values (:name, :host, :machine, :boot, :pid, :lock_file, clock_timestamp(), clock_timestamp())
on conflict (name) do update set beat_at = excluded.beat_at;

-- name: beat
-- Notes that a worker lives, unless its work was given to others.
update worker set beat_at = clock_timestamp() where name = :name and lost_at is null and ended_at is null;

-- name: end_worker
-- Notes that a worker said goodbye, or that its death is proven.
update worker set ended_at = clock_timestamp() where name = :name and ended_at is null;

-- name: lose_worker
-- Gives a worker up that was not heard of for the length of its lease; it will not count as alive again.
update worker set lost_at = clock_timestamp()
 where name = :name and lost_at is null and beat_at < clock_timestamp() - make_interval(secs => :lease);

-- name: select_worker
-- What is known of a worker, and whether it was heard of within its lease.
select *, lost_at is null and beat_at >= clock_timestamp() - make_interval(secs => :lease) as is_heard
  from worker where name = :name;

-- name: take_free_lock
-- Takes the right to run a recipe that nobody has.
insert into run_lock (recipe, owner, since) values (:recipe, :owner, clock_timestamp()) on conflict do nothing;

-- name: select_lock
-- Who has the right to run a recipe, since when.
select run_lock.owner, run_lock.since, worker.host, worker.pid
  from run_lock left join worker on worker.name = run_lock.owner
 where recipe = :recipe;

-- name: take_lock_over
-- Takes the right from a holder that is gone, unless somebody else was faster.
update run_lock set owner = :owner, since = clock_timestamp() where recipe = :recipe and owner = :holder;

-- name: give_lock_back
-- Gives the right to run a recipe back.
delete from run_lock where recipe = :recipe and owner = :owner;

-- name: select_living_workers
-- Workers that have not said goodbye and were not given up.
select *, beat_at >= clock_timestamp() - make_interval(secs => :lease) as is_heard
  from worker where ended_at is null and lost_at is null order by started_at;

-- name: forget_workers
-- Forgets workers that are long gone and hold nothing.
delete from worker
 where coalesce(ended_at, lost_at) < clock_timestamp() - interval '90 days'
   and not exists (select 1 from item where item.state = 'claimed' and item.owner = worker.name)
   and not exists (select 1 from run_lock where run_lock.owner = worker.name);
