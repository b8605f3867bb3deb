-- One row in every table that half-done-flows.sql leaves empty, as commit a740ba4 had its tables; test/postgres/upgrade.test.ts brings them forward.
set session_replication_role = replica;
insert into identity.domain (id, name) values ('default', 'Default');
insert into identity.project (id, domain_id, name, tags) values ('p1', 'default', 'demo', '{red}');
insert into identity."user" (id, domain_id, name, email, password_hash, default_project_id)
  values ('u1', 'default', 'ada', 'ada@example.org', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$a2V5', 'p1');
insert into identity.role (id, name) values ('r1', 'admin'), ('r2', 'member');
insert into identity.role_implies (role_id, implied_id) values ('r1', 'r2');
insert into identity.role_assignment (user_id, role_id, project_id) values ('u1', 'r1', 'p1');
insert into identity.token (hash, user_id, project_id, methods, audit_ids, expires_at)
  values ('\x01', 'u1', 'p1', '{password}', '{a}', '2030-01-01');
insert into compute.flavor (id, name, ram_mb, vcpus, disk_gb, is_public, extra_specs)
  values ('7', 'm1.private', 512, 1, 1, false, '{"hw:cpu_policy": "shared"}');
insert into compute.flavor_access (flavor_id, project_id) values ('7', 'p1');
insert into compute.key_pair (user_id, name, type, fingerprint, public_key) values ('u1', 'mine', 'ssh', 'aa:bb', 'ssh-ed25519 AAAA');
insert into compute.quota_limit (scope, resource, hard_limit) values ('p1', 'cores', 5);
insert into compute.server_group (id, project_id, user_id, name, policy, max_server_per_host)
  values ('11111111-1111-4111-8111-111111111111', 'p1', 'u1', 'spread', 'anti-affinity', 2);
insert into compute.server_fault (server_id, code, message) select id, 500, 'No valid host was found.' from compute.server order by id limit 1;
insert into compute.console_token (hash, server_id, protocol, type, expires_at)
  select '\x02', id, 'vnc', 'novnc', '2030-01-01' from compute.server order by id limit 1;
insert into compute.notification (server_id, phase, what, server) select id, 'end', 'power_off', '{}' from compute.server order by id limit 1;
insert into compute.webhook (url) values ('https://hooks.example.org');
insert into image.image (id, project_id, name, status, disk_format, container_format, size, virtual_size, checksum, os_hash_algo, os_hash_value, properties, tags)
  values ('22222222-2222-4222-8222-222222222222', 'p1', 'golden', 'active', 'raw', 'bare', 3, 3, 'c', 'sha512', 'h', '{"os_distro": "debian"}', '{blue}');
insert into platform.milestone (name) values ('identity-seeded');
