-- What drizzle-kit cannot generate: temporal keys, partitions on enrolment, functions, comments and grants.

CREATE SCHEMA shard;
--> statement-breakpoint
COMMENT ON SCHEMA shard IS 'Partitions, one set a jurisdiction, made when it is enrolled.';
--> statement-breakpoint
-- A person is in one family at a time; two periods of one person never overlap.
ALTER TABLE "family_members" ADD CONSTRAINT "family_members_one_at_a_time_key" UNIQUE ("jurisdiction_id", "person_id", "valid" WITHOUT OVERLAPS);
--> statement-breakpoint
-- One current card address and one current domicile.
ALTER TABLE "person_addresses" ADD CONSTRAINT "person_addresses_one_at_a_time_key" UNIQUE ("jurisdiction_id", "person_id", "kind", "valid" WITHOUT OVERLAPS);
--> statement-breakpoint
ALTER TABLE "person_identifiers" ADD CONSTRAINT "person_identifiers_once_key" UNIQUE ("jurisdiction_id", "person_id", "type", "value", "valid" WITHOUT OVERLAPS);
--> statement-breakpoint
ALTER TABLE "programme_memberships" ADD CONSTRAINT "programme_memberships_once_key" UNIQUE ("jurisdiction_id", "person_id", "programme_code", "valid" WITHOUT OVERLAPS);
--> statement-breakpoint
-- Instants leave the database in one form: UTC, milliseconds, Z.
CREATE FUNCTION iso(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
--> statement-breakpoint
-- 3314********0001: enough to recognise one's own, not enough to misuse.
CREATE FUNCTION mask_identifier(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(value) >= 12 THEN left(value, 4) || repeat('*', length(value) - 8) || right(value, 4) ELSE repeat('*', length(value)) END;
--> statement-breakpoint
CREATE FUNCTION age_in_years(birth_date date, birth_year integer, today date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(date_part('year', age(today, birth_date))::integer, date_part('year', today)::integer - birth_year);
--> statement-breakpoint
-- Jobs are added in the transaction of the work. The queue's own tables are closed to the application role (row security),
-- hence this one door with a fixed search_path.
CREATE FUNCTION enqueue(task text, payload json, job_key text DEFAULT NULL, queue text DEFAULT NULL) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT graphile_worker.add_job(task, payload, queue_name := queue, job_key := job_key) $$;
--> statement-breakpoint
-- Partitions of one jurisdiction for every partitioned table; idempotent, one at a time.
CREATE FUNCTION ensure_partitions(jurisdiction integer) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
DECLARE parent record;
BEGIN
  PERFORM pg_advisory_xact_lock(7264733042);
  FOR parent IN SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
                WHERE c.relnamespace = 'public'::regnamespace ORDER BY c.relname LOOP
    IF to_regclass(format('shard.%I', parent.relname || '_' || jurisdiction)) IS NULL THEN
      EXECUTE format('CREATE TABLE shard.%I PARTITION OF public.%I FOR VALUES IN (%s)', parent.relname || '_' || jurisdiction, parent.relname, jurisdiction);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Fresh statistics after many rows: without them the set-based statements of an import are planned for empty tables.
CREATE FUNCTION refresh_import_statistics(jurisdiction integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['persons', 'person_identifiers', 'person_addresses', 'families', 'family_members', 'family_rankings', 'programme_memberships'] LOOP
    EXECUTE format('ANALYZE shard.%I', name || '_' || jurisdiction);
  END LOOP;
  ANALYZE public.import_rows, public.households, public.household_members;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION ensure_partitions(integer), enqueue(text, json, text, text), refresh_import_statistics(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION enqueue(text, json, text, text), refresh_import_statistics(integer) TO pandu_app;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "events" IS 'The one log of what happened: change feed, timeline and outbox. No personal data in details.';
--> statement-breakpoint
GRANT SELECT, INSERT ON "events" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "audit_entries" IS 'Who did what, in the transaction of the work. INSERT and SELECT only for the application.';
--> statement-breakpoint
GRANT SELECT, INSERT ON "audit_entries" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "access_log" IS 'Every read of personal data: who looked at whom, which fields, why. INSERT and SELECT only for the application.';
--> statement-breakpoint
GRANT SELECT, INSERT ON "access_log" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "idempotency_keys" IS 'Replies for replays, encrypted, kept 48 hours.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "idempotency_keys" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "reference_loads" IS 'Which version of each reference file is loaded.';
--> statement-breakpoint
GRANT SELECT ON "reference_loads" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "regions" IS 'Kemendagri regions with validity (Kepmendagri 300.2.2-2138/2025); data of idn-area-data, ODbL.';
--> statement-breakpoint
GRANT SELECT ON "regions" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "region_successors" IS 'What an old region code became.';
--> statement-breakpoint
GRANT SELECT ON "region_successors" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "jurisdictions" IS 'Shards: kabupaten/kota, provinces, the nation. The id is stable, the code is an attribute.';
--> statement-breakpoint
GRANT SELECT ON "jurisdictions" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "accounts" IS 'Officers and machine clients.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "accounts" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "sessions" IS 'Browser sessions and access tokens; only a digest of the secret.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "sessions" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "roles" IS 'Role presets as data.';
--> statement-breakpoint
GRANT SELECT ON "roles" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "role_permissions" IS 'Permissions of a role.';
--> statement-breakpoint
GRANT SELECT ON "role_permissions" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "grants" IS 'Permission or role + area or institution, with validity.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "grants" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "data_releases" IS 'Releases of targeting data: name and the day the content was true.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "data_releases" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "persons" IS 'Persons, with or without papers. NIK is never the key.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "persons" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "person_revisions" IS 'What a persons row said before.';
--> statement-breakpoint
GRANT SELECT, INSERT ON "person_revisions" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "person_identifiers" IS 'NIK and other identifiers over time. Values shared by several persons are data, not errors.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "person_identifiers" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "person_addresses" IS 'Address by card and where the person lives, over time.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "person_addresses" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "programme_memberships" IS 'Programmes a person takes part in, over time.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "programme_memberships" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "families" IS 'Kartu Keluarga; the number is an attribute with history.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "families" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "family_members" IS 'Who belongs to which family, when.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "family_members" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "family_rankings" IS 'Official desil by release.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "family_rankings" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "households" IS 'DTKS households, kept apart from families.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "households" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "household_members" IS 'Who lives in which household.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "household_members" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "institutions" IS 'Institutions that take referrals.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "institutions" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "programmes" IS 'Reference data: programmes.';
--> statement-breakpoint
GRANT SELECT ON "programmes" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "ppks_types" IS 'Reference data: 26 types, Permensos 8/2012; roll-up Kepmensos 103/HUK/2025.';
--> statement-breakpoint
GRANT SELECT ON "ppks_types" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "ppks_criteria" IS 'Reference data: criteria of each type.';
--> statement-breakpoint
GRANT SELECT ON "ppks_criteria" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "ppks_registrations" IS 'A person as PPKS of one type, from report to exit.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "ppks_registrations" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "ppks_answers" IS 'Checklist answers of a registration.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "ppks_answers" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "ppks_photos" IS 'Photo of a registration.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "ppks_photos" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "service_standards" IS 'Hours a step may take.';
--> statement-breakpoint
GRANT SELECT ON "service_standards" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "complaints" IS 'Complaints and needs, from intake to outcome.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "complaints" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "referrals" IS 'Legs of a complaint to a programme owner.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "referrals" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "import_batches" IS 'Imports of targeting data with their stage and checkpoint.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "import_batches" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "import_chunks" IS 'Uploaded bytes of a batch.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "import_chunks" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "import_rows" IS 'Good rows of a batch, typed, with the outcome of matching.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "import_rows" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "import_rejects" IS 'Rows kept back, with the reason.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "import_rejects" TO pandu_app;
