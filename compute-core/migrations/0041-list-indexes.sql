-- What lists and quotas are asked most: the subnets of a project, what the servers of a project used, and which requests have failed.
create index subnet_project on network.subnet (project_id);
create index server_usage on compute.server (project_id, id) where launched_at is not null;
create index instance_action_failed_request on compute.instance_action (request_id) where message is not null;
