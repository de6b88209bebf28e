-- name: keep_recipe_text
-- Keeps the text of a recipe, once.
insert into recipe_text (sha256, body) values (:sha256, :body) on conflict do nothing;

-- name: insert_run
-- Records a run.
insert into run (recipe, recipe_file, recipe_sha256, params, started_at)
values (:recipe, :recipe_file, :recipe_sha256, :params, :now);

-- name: finish_run
-- Records how a run ended.
update run set finished_at = :now, totals = :totals, error = :error where id = :run;

-- name: select_run
-- One run with its recipe's text.
select run.*, recipe_text.body
  from run join recipe_text on recipe_text.sha256 = run.recipe_sha256
 where run.id = :run;

-- name: select_runs
-- Runs, newest first; of all recipes when none is named.
select run.*, recipe_text.body
  from run join recipe_text on recipe_text.sha256 = run.recipe_sha256
 where :recipe is null or run.recipe = :recipe
 order by run.id desc limit :limit;

-- name: count_run
-- How the items a run looked at stand now.
select item.state, sighting.verdict, count(*) as items
  from sighting join item on item.id = sighting.item join run on run.id = sighting.run
 where sighting.run = :run and item.recipe = run.recipe -- what `finally:` did is no item of the recipe
 group by item.state, sighting.verdict;
