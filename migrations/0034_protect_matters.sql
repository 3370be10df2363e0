-- Who may know of a matter (docs/adr/0039): guards, and what belongs to which matter.
CREATE TABLE "matter_guards" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"matter_id" uuid NOT NULL,
	"of_person" boolean DEFAULT false NOT NULL,
	"kind" text NOT NULL,
	"permission" text,
	"region_code" text,
	"institution_id" uuid,
	"account_id" uuid,
	"name" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "matter_guards_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "matter_guards_kind_check" CHECK (kind in ('circle', 'accused')),
	CONSTRAINT "matter_guards_whom_check" CHECK (case kind when 'circle' then permission is not null and num_nonnulls(region_code, institution_id, account_id) = 0 else permission is null and num_nonnulls(region_code, institution_id, account_id) = 1 end),
	CONSTRAINT "matter_guards_region_check" CHECK (region_code ~ '^[1-9][0-9]{5}([0-9]{4})?$'),
	CONSTRAINT "matter_guards_permission_check" CHECK (permission in ('complaint.read-integrity', 'ppks.read-restricted'))
);
--> statement-breakpoint
ALTER TABLE "institutions" DROP CONSTRAINT "institutions_kind_check";--> statement-breakpoint
DROP INDEX "ppks_registrations_open_key";--> statement-breakpoint
ALTER TABLE "access_log" ADD COLUMN "matter_id" uuid;--> statement-breakpoint
ALTER TABLE "audit_entries" ADD COLUMN "matter_id" uuid;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "matter_id" uuid;--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "confidential" text;--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "screened_by" uuid;--> statement-breakpoint
ALTER TABLE "ppks_criteria" ADD COLUMN "restricts" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "matter_guards_once_key" ON "matter_guards" USING btree ("jurisdiction_id","matter_id","kind",coalesce(permission, region_code, institution_id::text, account_id::text));--> statement-breakpoint
CREATE INDEX "matter_guards_matter_idx" ON "matter_guards" USING btree ("jurisdiction_id","matter_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ppks_registrations_open_key" ON "ppks_registrations" USING btree ("jurisdiction_id","person_id","type_code") WHERE status not in ('left', 'died', 'moved') and not restricted;--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_confidential_check" CHECK (confidential in ('levy', 'officer_conduct', 'violence', 'trafficking', 'child', 'health'));--> statement-breakpoint
ALTER TABLE "institutions" ADD CONSTRAINT "institutions_kind_check" CHECK (kind in ('dinas', 'lks', 'province', 'ministry', 'company', 'inspectorate', 'other'));
--> statement-breakpoint
CREATE OR REPLACE FUNCTION write_access_log(session text, claimed text, label text, operation text, request_id text, looks jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who record;
BEGIN
  SELECT * INTO who FROM log_actor(session, claimed, label);
  INSERT INTO access_log (jurisdiction_id, actor_id, actor_name, operation, subject_id, fields, reason, request_id, matter_id)
  SELECT r.jurisdiction_id, who.actor_id, who.actor_name, write_access_log.operation, r.subject_id, r.fields, r.reason, write_access_log.request_id, r.matter_id
  FROM jsonb_to_recordset(looks) AS r (jurisdiction_id integer, subject_id uuid, fields text[], reason text, matter_id uuid);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION write_audit_entries(session text, claimed text, label text, operation text, request_id text, entries jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who record;
BEGIN
  SELECT * INTO who FROM log_actor(session, claimed, label);
  IF EXISTS (SELECT 1 FROM jsonb_to_recordset(entries) AS r (signed_in uuid) WHERE r.signed_in IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.account_id = r.signed_in AND s.xmin = pg_current_xact_id()::xid)) THEN
    RAISE EXCEPTION 'nobody has signed in' USING ERRCODE = '28000';
  END IF;
  INSERT INTO audit_entries (jurisdiction_id, actor_id, actor_name, actor_kind, operation, subject_type, subject_id, region_code, changes, request_id, matter_id)
  SELECT r.jurisdiction_id, coalesce(a.id, who.actor_id), coalesce(a.display_name, who.actor_name), coalesce(a.kind, who.actor_kind), write_audit_entries.operation,
    r.subject_type, r.subject_id, r.region_code, r.changes, write_audit_entries.request_id, r.matter_id
  FROM jsonb_to_recordset(entries) AS r (signed_in uuid, jurisdiction_id integer, subject_type text, subject_id uuid, region_code text, changes jsonb, matter_id uuid)
  LEFT JOIN accounts a ON a.id = r.signed_in;
END $$;
--> statement-breakpoint
COMMENT ON TABLE "matter_guards" IS 'From whom a case is kept: all but a circle, or the accused. Rows are added and never taken away.';
--> statement-breakpoint
GRANT SELECT, INSERT ON "matter_guards" TO pandu_app;
--> statement-breakpoint
-- The feed asks of each event whether its reader may know of the matter.
DROP FUNCTION feed_window(integer, xid8, bigint, xid8, integer);
--> statement-breakpoint
CREATE FUNCTION feed_window(shard integer, after_xid xid8, after_seq bigint, horizon xid8, size integer)
RETURNS TABLE (jurisdiction_id integer, xid xid8, seq bigint, id uuid, at timestamptz, type text, subject_type text, subject_id uuid, about_id uuid, region_code text, actor_id uuid, visible_with text, matter_id uuid)
LANGUAGE sql STABLE SET search_path = public, pg_catalog SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$ SELECT e.jurisdiction_id, e.xid, e.seq, e.id, e.at, e.type, e.subject_type, e.subject_id, e.about_id, e.region_code, e.actor_id, e.visible_with, e.matter_id
      FROM events e WHERE e.jurisdiction_id = shard AND (e.xid, e.seq) > (after_xid, after_seq) AND e.xid < horizon ORDER BY e.xid, e.seq LIMIT size $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION feed_window(integer, xid8, bigint, xid8, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION feed_window(integer, xid8, bigint, xid8, integer) TO pandu_app;
--> statement-breakpoint
-- What was there before belongs to its matter too.
UPDATE events e SET matter_id = CASE e.subject_type WHEN 'referral' THEN (SELECT r.complaint_id FROM referrals r WHERE r.jurisdiction_id = e.jurisdiction_id AND r.id = e.subject_id) ELSE e.subject_id END
WHERE e.subject_type IN ('complaint', 'referral', 'ppks');
--> statement-breakpoint
UPDATE audit_entries e SET matter_id = CASE e.subject_type WHEN 'referral' THEN (SELECT r.complaint_id FROM referrals r WHERE r.jurisdiction_id = e.jurisdiction_id AND r.id = e.subject_id) ELSE e.subject_id END
WHERE e.subject_type IN ('complaint', 'referral', 'ppks');
--> statement-breakpoint
UPDATE complaints SET confidential = CASE topic WHEN 'levy_or_misuse' THEN 'levy' WHEN 'officer_conduct' THEN 'officer_conduct' ELSE 'violence' END
WHERE topic IN ('levy_or_misuse', 'officer_conduct', 'violence_or_neglect');
--> statement-breakpoint
INSERT INTO matter_guards (jurisdiction_id, matter_id, kind, permission, created_by)
SELECT jurisdiction_id, id, 'circle', CASE confidential WHEN 'violence' THEN 'ppks.read-restricted' ELSE 'complaint.read-integrity' END, '00000000-0000-0000-0000-000000000000'::uuid
FROM complaints WHERE confidential IS NOT NULL;
--> statement-breakpoint
INSERT INTO matter_guards (jurisdiction_id, matter_id, of_person, kind, permission, created_by)
SELECT jurisdiction_id, id, false, 'circle', 'ppks.read-restricted', '00000000-0000-0000-0000-000000000000'::uuid FROM ppks_registrations WHERE restricted
UNION SELECT jurisdiction_id, person_id, true, 'circle', 'ppks.read-restricted', '00000000-0000-0000-0000-000000000000'::uuid FROM ppks_registrations WHERE restricted;
