-- Names what is enqueued for a flow as the field does: a job. Triggers follow a renamed table by themselves, functions do not.
alter table platform.wish rename to job;
alter index platform.wish_pkey rename to job_pkey;
alter index platform.wish_unfinished rename to job_unfinished;
alter index platform.wish_subject rename to job_subject;

create or replace function compute.notify_ended() returns trigger language plpgsql as $$
declare
  failed boolean;
begin
  if exists (select from platform.job j where j.subject_id = new.subject_id and j.request_id = new.request_id
             and j.flow = new.flow and j.finished_at is null) then
    return null;
  end if;
  select a.message = 'Error' into failed from compute.instance_action a
  where a.server_id = new.subject_id::uuid and a.request_id = new.request_id order by a.id desc limit 1;
  perform compute.notify(new.subject_id::uuid, case when failed then 'error' else 'end' end, new.flow, new.request_id, null);
  return null;
end $$;
