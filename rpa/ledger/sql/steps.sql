-- name: insert_finished_step
-- Keeps a pure or read step that ended well.
insert into step (item, step, epoch, n, state, effect, outputs, started_at, ended_at)
values (:item, :step, :epoch,
        (select count(*) from step where item = :item and step = :step and epoch = :epoch),
        'done', :effect, :outputs, :started_at, :ended_at);

-- name: begin_step
-- Keeps a write's intent, unless the write is under way, done, or done by a worker that had been taken over.
insert into step (item, step, epoch, n, state, effect, intent, started_at)
select :item, :step, :epoch,
       (select count(*) from step where item = :item and step = :step and epoch = :epoch),
       'started', 'write', :intent, :now
 where not exists (select 1 from step
                    where item = :item and step = :step and effect = 'write'
                      and state in ('started', 'sent', 'done', 'late'));

-- name: send_step
-- Notes that a write begun under this claim may leave now, while the claim holds, and unless a worker that had been taken
-- over did it meanwhile; gives the working run.
update step set state = 'sent', sent_at = coalesce(sent_at, :now)
 where item = :item and step = :step and epoch = :epoch and effect = 'write' and state in ('started', 'sent')
   and not exists (select 1 from step late
                    where late.item = :item and late.step = :step and late.effect = 'write' and late.state = 'late')
   and exists (select 1 from item where id = :item and epoch = :epoch and state = 'claimed')
returning (select last_run from item where id = :item) as last_run;

-- name: finish_step
-- Keeps a write's receipt and outputs, whichever claim began it, while this one holds; gives what the item's row says of it.
update step set state = 'done', outputs = :outputs, receipt = :receipt, ended_at = :now
 where item = :item and step = :step and effect = 'write' and state in ('started', 'sent')
   and exists (select 1 from item where id = :item and epoch = :epoch and state = 'claimed')
returning (select last_run from item where id = :item) as last_run, (select page from item where id = :item) as page,
          (select deaths from item where id = :item) as deaths;

-- name: insert_late_step
-- Keeps the receipt of a write as evidence, with the intent and times of the claim it was begun under.
insert into step (item, step, epoch, n, state, effect, intent, outputs, receipt, started_at, sent_at, ended_at)
select :item, :step, :epoch, count(*), 'late', 'write', max(intent), :outputs, :receipt,
       coalesce(max(started_at), :now), max(sent_at), :now
  from step where item = :item and step = :step and epoch = :epoch;

-- name: void_step
-- Notes that a begun write has not happened, whichever claim began it.
update step set state = :state, reason = :reason, ended_at = :now
 where item = :item and step = :step and effect = 'write' and state in ('started', 'sent');

-- name: accept_step
-- Takes a write that may have happened for done, by a person's word or by late evidence.
update step set state = 'done', outputs = :outputs, receipt = :receipt, ended_at = :now where id = :id;

-- name: discard_step
-- Takes a write that may have happened for one that has not, by a person's word.
update step set state = 'void', reason = :reason, ended_at = :now where id = :id;

-- name: select_doubtful_writes
-- Writes of an item that may have happened and are not done, in order of their start.
select * from step as mine
 where item = :item and effect = 'write'
   and (state in ('started', 'sent')
        or state = 'late' and not exists (select 1 from step other
                                           where other.item = mine.item and other.step = mine.step
                                             and other.effect = 'write' and other.state = 'done'))
 order by id;

-- name: select_done_write
-- A write that is done.
select * from step where item = :item and step = :step and effect = 'write' and state = 'done';

-- name: undo_steps
-- Makes the passes of one step count as not done: they are done again.
update step set state = 'void', reason = :reason, ended_at = coalesce(ended_at, :now)
 where item = :item and (step = :step or step like :passes escape '\') and state in ('done', 'late');

-- name: void_readings
-- Makes an item that is taken up read again what it has read since its last write.
update step set state = 'void', reason = :reason
 where item = :item and effect <> 'write' and state = 'done'
   and id > coalesce((select max(id) from step
                       where item = :item and effect = 'write' and state in ('started', 'sent', 'done', 'late')), 0);

-- name: select_begun_write
-- The newest write of an item that may have happened; of one step when one is named.
select * from step
 where item = :item and (cast(:step as text) is null or step = :step)
   and effect = 'write' and state in ('started', 'sent', 'done', 'late')
 order by id desc limit 1;

-- name: select_steps
-- All rows of an item's steps, in order of their start.
select * from step where item = :item order by id;

-- name: select_standing_steps
-- Rows of an item that are under way or done, in order of their start.
select * from step where item = :item and state in ('started', 'sent', 'done') order by id;

-- name: count_undone_writes
-- How often each write of an item was done and is to be done again by a person's word.
select step, count(*) as times from step
 where item = :item and effect = 'write' and state = 'void' and receipt is not null
 group by step;

-- name: select_number
-- The number an item has in a sequence.
select n from number where sequence = :sequence and item = :item;

-- name: insert_number
-- Gives an item the next number of a sequence.
insert into number (sequence, item, n)
select :sequence, :item, coalesce(max(n), 0) + 1 from number where sequence = :sequence
returning n;

-- name: select_last_number
-- The last number given out in a sequence; null when none was.
select max(n) as n from number where sequence = :sequence;
