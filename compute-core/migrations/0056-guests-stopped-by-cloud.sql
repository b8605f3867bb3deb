-- Only what the cloud itself has stopped, since the guest had no power any more, is started again after the boot of its host, and only there:
-- the owner's wish is what the server's row says as that happens. What is kept from before was written for the host that its server had.
alter table compute.guest_after_boot
  add column host_id uuid references compute.host (id) on delete cascade,
  add column stopped_at timestamptz;

update compute.guest_after_boot g
set host_id = s.host_id, stopped_at = case when s.vm_state = 'stopped' then g.at end
from compute.server s
where s.id = g.server_id;

delete from compute.guest_after_boot where host_id is null;

alter table compute.guest_after_boot alter column host_id set not null;
