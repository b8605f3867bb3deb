-- Changes of networks, subnets and ports reach everybody who sees them: a subnet is a part of its network, what is shared is
-- everybody's news, and the ports that other projects have on a network are its owner's news as well.
create function network.announce_network() returns trigger language plpgsql as $$
declare
  network network.network := case when tg_op = 'DELETE' then old else new end;
  -- Who loses it has to hear of that as well.
  is_everybodys boolean := network.shared or network.router_external or (tg_op = 'UPDATE' and (old.shared or old.router_external));
begin
  insert into platform.event (topic, subject_id, project_id, change)
  values (
    'network', network.id, case when not is_everybodys then network.project_id end,
    case tg_op when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'updated' end
  );
  perform pg_notify('kilonova_event', 'network');
  return null;
end $$;

create function network.announce_subnet() returns trigger language plpgsql as $$
declare
  subnet network.subnet := case when tg_op = 'DELETE' then old else new end;
begin
  -- One that goes with its network says nothing: there is no network any more.
  insert into platform.event (topic, subject_id, project_id, change)
  select 'network', n.id, case when not (n.shared or n.router_external) then n.project_id end, 'updated'
  from network.network n where n.id = subnet.network_id;
  perform pg_notify('kilonova_event', 'network');
  return null;
end $$;

create function network.announce_port() returns trigger language plpgsql as $$
declare
  port network.port := case when tg_op = 'DELETE' then old else new end;
begin
  insert into platform.event (topic, subject_id, project_id, change)
  select 'port', port.id, project_id, case tg_op when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'updated' end
  from (
    select port.project_id union select n.project_id from network.network n where n.id = port.network_id
  ) as who_sees_it;
  perform pg_notify('kilonova_event', 'port');
  return null;
end $$;

create or replace trigger announce after insert or update or delete on network.network
  for each row execute function network.announce_network();
create trigger announce after insert or update or delete on network.subnet
  for each row execute function network.announce_subnet();
create or replace trigger announce after insert or update or delete on network.port
  for each row execute function network.announce_port();
