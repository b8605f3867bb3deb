-- The home of administrators counts what has failed in all projects lately, and lists the newest.
create index instance_action_failed_of_all on compute.instance_action (start_time desc, id desc) where message is not null;
