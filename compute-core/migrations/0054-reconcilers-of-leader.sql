-- How the reconcilers do, as the process that runs them said at its last renewal: whoever is asked can tell.
alter table platform.control_process add column reconcilers jsonb;
