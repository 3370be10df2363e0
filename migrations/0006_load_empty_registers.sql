-- Loading an empty register (docs/adr/0017): tables without indexes are filled, indexed, and take the place of the
-- shard's empty partitions. Each step is a short transaction of its own but the filling, which nobody else sees.

-- In the order of their foreign keys: those before 'person_identifiers' refer to nothing in this list.
CREATE FUNCTION bulk_load_tables() RETURNS text[] LANGUAGE sql IMMUTABLE
RETURN ARRAY['families', 'households', 'persons', 'source_records', 'person_identifiers', 'person_addresses', 'family_members', 'household_members', 'family_rankings', 'programme_memberships'];
--> statement-breakpoint
CREATE FUNCTION bulk_load_target(name text, jurisdiction integer) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF name <> ALL (public.bulk_load_tables()) THEN RAISE EXCEPTION 'not a table of the register: %', name; END IF;
  RETURN format('shard.%I', name || '_' || jurisdiction || '_load');
END $$;
--> statement-breakpoint
-- Drops what an earlier attempt left behind.
CREATE FUNCTION bulk_load_drop(jurisdiction integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY public.bulk_load_tables() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', public.bulk_load_target(name, jurisdiction));
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION bulk_load_is_possible(jurisdiction integer) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE name text; used boolean;
BEGIN
  FOREACH name IN ARRAY public.bulk_load_tables() LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM shard.%I)', name || '_' || jurisdiction) INTO used;
    IF used THEN RETURN false; END IF;
  END LOOP;
  RETURN true;
END $$;
--> statement-breakpoint
CREATE FUNCTION bulk_load_open(jurisdiction integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE name text; target text;
BEGIN
  PERFORM public.bulk_load_drop(jurisdiction);
  FOREACH name IN ARRAY public.bulk_load_tables() LOOP
    target := public.bulk_load_target(name, jurisdiction);
    EXECUTE format('CREATE TABLE %s (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE)', target, name);
    -- What attaching would otherwise have to read the whole table for.
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT of_one_shard CHECK (jurisdiction_id IS NOT NULL AND jurisdiction_id = %s)', target, jurisdiction);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO pandu_app', target);
  END LOOP;
END $$;
--> statement-breakpoint
-- The keys and indexes of the parent, on the filled table.
CREATE FUNCTION bulk_load_index(name text, jurisdiction integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET maintenance_work_mem = '256MB' AS $$
DECLARE target text := public.bulk_load_target(name, jurisdiction); part record;
BEGIN
  FOR part IN SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = format('public.%I', name)::regclass AND contype IN ('p', 'u')  LOOP
    EXECUTE format('ALTER TABLE %s ADD %s', target, part.definition);
  END LOOP;
  FOR part IN SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i WHERE i.indrelid = format('public.%I', name)::regclass
              AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) LOOP
    EXECUTE regexp_replace(part.definition, 'INDEX .* ON ONLY public\.\S+', 'INDEX ON ' || target);
  END LOOP;
  EXECUTE 'ANALYZE ' || target;
END $$;
--> statement-breakpoint
-- Foreign keys in two steps, because only adding them locks what they refer to, and only checking them takes time.
CREATE FUNCTION bulk_load_references(name text, jurisdiction integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '3s' AS $$
DECLARE target text := public.bulk_load_target(name, jurisdiction); part record;
BEGIN
  FOR part IN SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = format('public.%I', name)::regclass AND contype = 'f' AND conparentid = 0 LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I, ADD CONSTRAINT %I %s NOT VALID', target, part.conname, part.conname, part.definition);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION bulk_load_check_references(name text, jurisdiction integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE target text := public.bulk_load_target(name, jurisdiction); part record;
BEGIN
  FOR part IN SELECT conname FROM pg_constraint WHERE conrelid = target::regclass AND contype = 'f' AND NOT convalidated LOOP
    EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', target, part.conname);
  END LOOP;
END $$;
--> statement-breakpoint
-- Puts filled tables in the place of empty partitions. Where one is not empty any more: with `merging` its rows move along
-- (nothing may refer to them), else false, and nothing done.
CREATE FUNCTION bulk_load_attach(names text[], jurisdiction integer, merging boolean) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '3s' AS $$
DECLARE name text; old text; target text; used boolean;
BEGIN
  FOREACH name IN ARRAY names LOOP
    EXECUTE format('LOCK TABLE ONLY public.%I IN ACCESS EXCLUSIVE MODE', name);
    EXECUTE format('SELECT EXISTS (SELECT FROM shard.%I)', name || '_' || jurisdiction) INTO used;
    IF used AND NOT merging THEN RETURN false; END IF;
  END LOOP;
  FOREACH name IN ARRAY names LOOP
    old := format('shard.%I', name || '_' || jurisdiction);
    target := public.bulk_load_target(name, jurisdiction);
    IF merging THEN EXECUTE format('INSERT INTO %s SELECT * FROM %s', target, old); END IF;
    EXECUTE format('ALTER TABLE public.%I DETACH PARTITION %s', name, old);
    EXECUTE format('DROP TABLE %s', old);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION %s FOR VALUES IN (%s)', name, target, jurisdiction);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT of_one_shard', target);
    EXECUTE format('REVOKE ALL ON %s FROM pandu_app', target);
    EXECUTE format('ALTER TABLE %s RENAME TO %I', target, name || '_' || jurisdiction);
  END LOOP;
  RETURN true;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION bulk_load_drop(integer), bulk_load_is_possible(integer), bulk_load_open(integer), bulk_load_index(text, integer), bulk_load_references(text, integer), bulk_load_check_references(text, integer), bulk_load_attach(text[], integer, boolean) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION bulk_load_drop(integer), bulk_load_is_possible(integer), bulk_load_open(integer), bulk_load_index(text, integer), bulk_load_references(text, integer), bulk_load_check_references(text, integer), bulk_load_attach(text[], integer, boolean) TO pandu_app;
--> statement-breakpoint
GRANT USAGE ON SCHEMA shard TO pandu_app;
