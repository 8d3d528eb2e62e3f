DELETE FROM ${prefix}installation;

INSERT INTO ${prefix}installation (id, name, host, epoch, shared, writers, position, last_event, removed_event, last_evidence, last_digest) VALUES (1, 'kit', 'host "a"', 1, 1, 1, 2, 5, 1, 4, 'b7d2e4d00129c8aa86d24367d9f57a4855752b6326c58274d4763fbd10680a33');

INSERT INTO ${prefix}writer (id, token, answers) VALUES (1, 2, '[]');

INSERT INTO ${prefix}operation (id, version, request_key, state, ended, next_step, body, changed) VALUES ('op-1', 1, 'nightly', 'RUNNING', 0, 3, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}', 1048576);

INSERT INTO ${prefix}operation (id, version, request_key, state, ended, next_step, body, changed) VALUES ('op-2', 2, NULL, 'PARTIAL', 1, 0, '{"n":2}', 1048582);

INSERT INTO ${prefix}step (operation, number, version, state, generation, progress, changed) VALUES ('op-1', 0, 2, 'PENDING', 1, '{"n":2}', 1048580);

INSERT INTO ${prefix}step (operation, number, version, state, generation, progress, changed) VALUES ('op-1', 1, 1, 'PENDING', 1, '{"n":1}', 1048578);

INSERT INTO ${prefix}step (operation, number, version, state, generation, progress, changed) VALUES ('op-1', 2, 1, 'PENDING', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}', 1048579);

INSERT INTO ${prefix}step_node (operation, number, node) VALUES ('op-1', 0, '{"n":0}');

INSERT INTO ${prefix}step_node (operation, number, node) VALUES ('op-1', 1, '{"n":1}');

INSERT INTO ${prefix}step_node (operation, number, node) VALUES ('op-1', 2, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}claim (subject, operation, claim_mode) VALUES ('vol \0000 ''x'' \005c', 'op-1', 'SHARED');

INSERT INTO ${prefix}claim (subject, operation, claim_mode) VALUES ('vol-1', 'op-1', 'EXCLUSIVE');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('LANE', 'key-lane', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('OBLIGATION', 'key-obligation', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('REPLICA', 'key-replica', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('EPOCH', 'key-epoch', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('COMPACTION', 'key-compaction', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('POINT', 'key-point', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('PLAN', 'key-plan', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('WATCH', 'key-watch', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('PRUNED', 'key-pruned', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}record (kind, record_key, record_group, version, body) VALUES ('LEARNED', 'key-learned', 'group ''g''', 1, '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}');

INSERT INTO ${prefix}outbox (first_event, last_event, events) VALUES (1, 4, 'op-1 {"n":1}
op-1 {"n":2}
op-2 {"n":3}
op-2 {"n":4}
');

INSERT INTO ${prefix}outbox (first_event, last_event, events) VALUES (5, 5, 'op-1 {"n":5}
');

INSERT INTO ${prefix}evidence (sequence, operation, request_key, body, previous, digest) VALUES (1, 'op-1', 'nightly', '{"n":1}', '', '7030b78c4c781630c5037df2bdd9ca67ec690778781253cd717b4b976817de82');

INSERT INTO ${prefix}evidence (sequence, operation, request_key, body, previous, digest) VALUES (2, 'op-2', NULL, '{"n":2}', '7030b78c4c781630c5037df2bdd9ca67ec690778781253cd717b4b976817de82', 'c778dffad25b0aaeafe9c2db0e8d60cea2cc5015bc6f36e759119022230a9ef8');

INSERT INTO ${prefix}evidence (sequence, operation, request_key, body, previous, digest) VALUES (3, 'op-2', 'key \0000', '{"ref":{"$ref":["make","id"]},"secret":{"$secret":["cipher","c2VjcmV0"]},"text":"it''s a\u000aline \u0000 \ud800 \u2028 ü \ud83d\ude00 \\ \"","when":{"$time":"2023-11-14T22:13:20Z"}}', 'c778dffad25b0aaeafe9c2db0e8d60cea2cc5015bc6f36e759119022230a9ef8', '1bc80b6dd12edfea2666ae6ea241718b81fbfeea891be73a23cb2d6d1bf66d5a');

INSERT INTO ${prefix}evidence (sequence, operation, request_key, body, previous, digest) VALUES (4, 'op-3', 'gone', '{"n":3}', '1bc80b6dd12edfea2666ae6ea241718b81fbfeea891be73a23cb2d6d1bf66d5a', 'b7d2e4d00129c8aa86d24367d9f57a4855752b6326c58274d4763fbd10680a33');

INSERT INTO ${prefix}lane_wake (lane, wakes) VALUES ('aws/eu-1', 1);

