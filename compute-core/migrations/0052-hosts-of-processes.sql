-- Hosts that run within a control process: the others reach them over its port.
alter table platform.control_process add column hosts text[] not null default '{}';
