-- name: keep_question
-- Keeps what a step has asked about its readings; an earlier question of it, and its answer, are gone.
insert into question (item, step, asked, asked_at) values (:item, :step, :asked, :now)
on conflict (item, step) do update set asked = excluded.asked, asked_at = excluded.asked_at,
                                       answer = null, said = '', answered_at = null;

-- name: answer_question
-- Keeps a person's answer: the outputs of the step.
update question set answer = :answer, said = :said, answered_at = :now
 where item = :item and step = :step and answer is null;

-- name: select_questions
-- What the steps of an item have asked, in order.
select * from question where item = :item order by asked_at, step;

-- name: select_questions_of_items
-- The same for these items, item by item.
select * from question where item > :after and item <= :last order by item, asked_at, step;

-- name: drop_questions
-- Takes away what was asked about an item, and answered: it is read anew.
delete from question where item = :item;

-- name: drop_open_questions
-- The same for what nobody has answered.
delete from question where item = :item and answer is null;

-- name: drop_questions_of_step
-- The same for the passes of one step.
delete from question where item = :item and (step = :step or step like :passes escape '\');
