-- Which subnets the cloud made by itself: the host routes to these and to no others, whatever a project makes of its networks.
alter table network.subnet add column made_on_demand boolean not null default false;

-- A network on demand and its subnet were made in one transaction, and so at one time.
update network.subnet s set made_on_demand = true
from network.network n
where n.id = s.network_id and n.made_on_demand and s.created_at = n.created_at and s.project_id = n.project_id;
