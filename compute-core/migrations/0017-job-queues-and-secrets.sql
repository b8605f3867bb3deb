-- Jobs are queued by project. What only a flow needs to know does not outlive its job, nor does what a server's owner put into a server outlive it.
alter table platform.job
  add column project_id text not null default '',
  add column priority text not null default 'usual' check (priority in ('first', 'next', 'usual'));

update platform.job set params = '{}' where finished_at is not null;

-- What is taken out of the row of a deleted server is not notified.
drop trigger notify_updated on compute.server;
create trigger notify_updated after update on compute.server for each row
  when (old.deleted_at is null and (
    old.vm_state is distinct from new.vm_state or old.task_state is distinct from new.task_state
    or old.name is distinct from new.name or old.metadata is distinct from new.metadata
    or old.tags is distinct from new.tags or old.network_info is distinct from new.network_info
    or old.host_id is distinct from new.host_id or old.power_state is distinct from new.power_state))
  execute function compute.notify_updated();

update compute.server set user_data = null, password_crypt = null, metadata = '{}' where deleted_at is not null;
