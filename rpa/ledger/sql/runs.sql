-- name: keep_recipe_text
-- Keeps the text of a recipe, once.
insert into recipe_text (sha256, body) values (:sha256, :body) on conflict do nothing;

-- name: insert_run
-- Records a run.
insert into run (recipe, recipe_file, recipe_sha256, params, started_at, owner)
values (:recipe, :recipe_file, :recipe_sha256, :params, :now, :owner)
returning id;

-- name: finish_run
-- Records how a run ended.
update run set finished_at = :now, totals = :totals, error = :error where id = :run;

-- name: stop_run
-- Asks the workers of a run to begin nothing more of it; the first reason stands.
update run set stop = :reason where id = :run and finished_at is null and stop = '';

-- name: select_stop
-- Why nothing more of a run is to be begun (empty: it goes on), its application exceptions in a row, and its end.
select stop, trouble, finished_at from run where id = :run;

-- name: count_trouble
-- Notes an application exception of a run.
update run set trouble = trouble + 1 where id = :run;

-- name: forget_trouble
-- Notes that an item of a run ended without one.
update run set trouble = 0 where id = :run and trouble > 0;

-- name: select_unfinished_runs
-- Runs without an end, oldest first; of all recipes when none is named.
select run.*, recipe_text.body
  from run join recipe_text on recipe_text.sha256 = run.recipe_sha256
 where run.finished_at is null and (cast(:recipe as text) is null or run.recipe = :recipe)
 order by run.id;

-- name: select_mark
-- How far a source was read.
select told from mark where recipe = :recipe and name = :name;

-- name: select_marks
-- How far all sources were read.
select recipe, name, told from mark order by recipe, name;

-- name: keep_mark
-- Notes how far a source was read.
insert into mark (recipe, name, told) values (:recipe, :name, :told)
on conflict (recipe, name) do update set told = excluded.told;

-- name: select_run
-- One run with its recipe's text.
select run.*, recipe_text.body
  from run join recipe_text on recipe_text.sha256 = run.recipe_sha256
 where run.id = :run;

-- name: select_runs
-- Runs, newest first; of all recipes when none is named.
select run.*, recipe_text.body
  from run join recipe_text on recipe_text.sha256 = run.recipe_sha256
 where cast(:recipe as text) is null or run.recipe = :recipe
 order by run.id desc limit :limit;

-- name: select_sizes
-- How much there is of everything.
select (select count(*) from run) as runs, (select count(*) from item) as items,
       (select count(*) from step) as steps, (select max(id) from event) as events,
       (select max(number) from migration) as format;

-- name: count_run
-- How the items a run looked at stand now.
select item.state, sighting.verdict, count(*) as items
  from sighting join item on item.id = sighting.item join run on run.id = sighting.run
 where sighting.run = :run and item.recipe = run.recipe -- what `finally:` did is no item of the recipe
 group by item.state, sighting.verdict;
