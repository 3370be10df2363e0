CREATE UNIQUE INDEX "family_members_current_key" ON "family_members" USING btree ("jurisdiction_id","person_id") WHERE upper_inf(valid);--> statement-breakpoint
CREATE UNIQUE INDEX "person_addresses_current_key" ON "person_addresses" USING btree ("jurisdiction_id","person_id","kind") WHERE upper_inf(valid);--> statement-breakpoint
CREATE UNIQUE INDEX "person_identifiers_current_key" ON "person_identifiers" USING btree ("jurisdiction_id","person_id","type","value") WHERE upper_inf(valid);--> statement-breakpoint
CREATE UNIQUE INDEX "programme_memberships_current_key" ON "programme_memberships" USING btree ("jurisdiction_id","person_id","programme_code") WHERE upper_inf(valid);
--> statement-breakpoint
-- Periods of one fact never overlap (docs/adr/0017). Temporal keys (WITHOUT OVERLAPS) guaranteed that by GiST indexes, which over
-- UUIDv7 degrade as rows are added: at a million persons one insert read some 700 pages. Now a B-tree allows one current row,
-- and a check by statement looks at the other periods of the same person.
ALTER TABLE family_members DROP CONSTRAINT family_members_one_at_a_time_key;
--> statement-breakpoint
ALTER TABLE person_addresses DROP CONSTRAINT person_addresses_one_at_a_time_key;
--> statement-breakpoint
ALTER TABLE person_identifiers DROP CONSTRAINT person_identifiers_once_key;
--> statement-breakpoint
ALTER TABLE programme_memberships DROP CONSTRAINT programme_memberships_once_key;
--> statement-breakpoint
-- TG_ARGV: names of the columns that, with the person, make the fact.
CREATE FUNCTION refuse_overlapping_periods() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
DECLARE same text := ''; clash boolean; fact text;
BEGIN
  FOREACH fact IN ARRAY coalesce(TG_ARGV, ARRAY[]::text[]) LOOP same := same || format(' AND t.%I = n.%I', fact, fact); END LOOP;
  EXECUTE format('SELECT EXISTS (SELECT FROM written n JOIN public.%I t ON t.jurisdiction_id = n.jurisdiction_id AND t.person_id = n.person_id AND t.id <> n.id AND t.valid && n.valid%s)', TG_TABLE_NAME, same) INTO clash;
  IF clash THEN
    RAISE EXCEPTION 'two periods of one fact overlap' USING ERRCODE = 'exclusion_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_TABLE_NAME || '_periods';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER family_members_periods_inserted AFTER INSERT ON family_members REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods();
--> statement-breakpoint
CREATE TRIGGER family_members_periods_updated AFTER UPDATE ON family_members REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods();
--> statement-breakpoint
CREATE TRIGGER person_addresses_periods_inserted AFTER INSERT ON person_addresses REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods('kind');
--> statement-breakpoint
CREATE TRIGGER person_addresses_periods_updated AFTER UPDATE ON person_addresses REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods('kind');
--> statement-breakpoint
CREATE TRIGGER person_identifiers_periods_inserted AFTER INSERT ON person_identifiers REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods('type', 'value');
--> statement-breakpoint
CREATE TRIGGER person_identifiers_periods_updated AFTER UPDATE ON person_identifiers REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods('type', 'value');
--> statement-breakpoint
CREATE TRIGGER programme_memberships_periods_inserted AFTER INSERT ON programme_memberships REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods('programme_code');
--> statement-breakpoint
CREATE TRIGGER programme_memberships_periods_updated AFTER UPDATE ON programme_memberships REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_periods('programme_code');
