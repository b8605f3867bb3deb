-- An event says what happened to the thing, and carries what lists show of it: who listens need not read it again.
alter table platform.event
  add change text not null default 'updated' check (change in ('created', 'updated', 'deleted')),
  -- The columns that lists show, as they were after the change; null where nobody shows any.
  add shown  jsonb;

-- Its arguments: the topic; the column that names the subject (by default `id`); the columns that are shown, with commas between;
-- `part` where a row is a part of its subject, which is not created or deleted with it.
create or replace function platform.announce() returns trigger language plpgsql as $$
declare
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  insert into platform.event (topic, subject_id, project_id, change, shown)
  values (
    tg_argv[0],
    coalesce(changed ->> coalesce(tg_argv[1], 'id'), ''),
    -- What everybody may see is everybody's news.
    case when changed ->> 'visibility' = 'public' then null else changed ->> 'project_id' end,
    case when tg_argv[3] = 'part' then 'updated' when tg_op = 'INSERT' then 'created' when tg_op = 'DELETE' then 'deleted' else 'updated' end,
    case when tg_op <> 'DELETE' then
      (select jsonb_object_agg(name, changed -> name) from unnest(string_to_array(tg_argv[2], ',')) as shown (name)) end
  );
  perform pg_notify('kilonova_event', tg_argv[0]);
  return null;
end $$;

-- Servers keep their row when they are deleted, and show the name of their host.
create function compute.announce_server() returns trigger language plpgsql as $$
declare
  server  compute.server := case when tg_op = 'DELETE' then old else new end;
  is_gone boolean        := tg_op = 'DELETE' or server.deleted_at is not null;
begin
  insert into platform.event (topic, subject_id, project_id, change, shown)
  values (
    'server', server.id, server.project_id,
    case when is_gone then 'deleted' when tg_op = 'INSERT' then 'created' else 'updated' end,
    case when not is_gone then jsonb_build_object(
      'name', server.name,
      'vmState', server.vm_state,
      'taskState', server.task_state,
      'powerState', server.power_state,
      'progress', server.progress,
      'lockedBy', server.locked_by,
      'lockedReason', server.locked_reason,
      'launchedAt', server.launched_at,
      'updatedAt', server.updated_at,
      'hostName', (select name from compute.host where id = server.host_id),
      'networkInfo', coalesce((
        select jsonb_agg(jsonb_build_object(
          'networkName', port -> 'networkName', 'mac', port -> 'mac', 'fixedIps', port -> 'fixedIps'))
        from jsonb_array_elements(server.network_info) port), '[]')
    ) end
  );
  perform pg_notify('kilonova_event', 'server');
  return null;
end $$;
create or replace trigger announce after insert or update or delete on compute.server
  for each row execute function compute.announce_server();

create or replace trigger announce after insert or update on compute.instance_action
  for each row execute function platform.announce('action', 'server_id', 'id,action,request_id,user_id,message');
create or replace trigger announce after insert or update or delete on image.image
  for each row execute function platform.announce('image', 'id', 'name,status,visibility,size');
create or replace trigger announce after insert or update or delete on image.member
  for each row execute function platform.announce('image', 'image_id', '', 'part');

-- A session that was ended and a person who was disabled are heard of at once, so that nobody has to ask before each word. What
-- has merely expired is swept silently.
create trigger announce after delete on identity.token
  for each row when (old.expires_at > now()) execute function platform.announce('session', 'user_id');
create trigger announce after update of enabled on identity.user
  for each row when (old.enabled <> new.enabled) execute function platform.announce('session');

-- Who may do what where: about one user, or, where the subject is a group or a role, about everybody who may have it.
create trigger announce after insert or delete on identity.role_assignment
  for each row execute function platform.announce('access', 'user_id');
create trigger announce after insert or delete on identity.group_member
  for each row execute function platform.announce('access', 'user_id');
create trigger announce after insert or delete on identity.role_implies
  for each row execute function platform.announce('access', 'user_id');
