-- The id of a record says its home (docs/adr/0035): as version 7, with the number of the jurisdiction in the twelve bits
-- after the version, which makes it a version 8 of RFC 9562. No default any more, so that no record is made without one.
CREATE FUNCTION new_id(home integer) RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
  RETURN overlay(uuidv7()::text placing '8' || lpad(to_hex(home), 3, '0') from 15 for 4)::uuid;
--> statement-breakpoint
COMMENT ON FUNCTION new_id(integer) IS 'A new id that says its home; of records that have an address';
--> statement-breakpoint
REVOKE ALL ON FUNCTION new_id(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION new_id(integer) TO pandu_app;
--> statement-breakpoint
ALTER TABLE "jurisdictions" ADD CONSTRAINT "jurisdictions_id_check" CHECK (id between 1 and 4095);
--> statement-breakpoint
ALTER TABLE "complaints" ALTER COLUMN "id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "families" ALTER COLUMN "id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "persons" ALTER COLUMN "id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "ppks_registrations" ALTER COLUMN "id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "referrals" ALTER COLUMN "id" DROP DEFAULT;
--> statement-breakpoint
-- An API process keeps for some seconds what a session may do, and forgets it when it is told that access has changed.
CREATE FUNCTION tell_access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('access_changed', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tell_access_changed AFTER DELETE OR TRUNCATE OR UPDATE OF account_id, expires_at, scope ON "sessions" FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
--> statement-breakpoint
CREATE TRIGGER tell_access_changed AFTER DELETE OR TRUNCATE OR UPDATE OF status, revoked_at, must_change_password, display_name, kind ON "accounts" FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
--> statement-breakpoint
CREATE TRIGGER tell_access_changed AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE ON "grants" FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
--> statement-breakpoint
CREATE TRIGGER tell_access_changed AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE ON "role_permissions" FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
--> statement-breakpoint
CREATE TRIGGER tell_access_changed AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE ON "jurisdictions" FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
--> statement-breakpoint
-- It made the newest of all families to tell one; the newest of one family is looked up.
DROP VIEW current_family_rankings;
