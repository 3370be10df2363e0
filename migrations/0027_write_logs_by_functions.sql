CREATE INDEX "access_log_actor_idx" ON "access_log" USING btree ("jurisdiction_id","actor_id","at");--> statement-breakpoint
CREATE INDEX "access_log_at_idx" ON "access_log" USING btree ("jurisdiction_id","at","id");--> statement-breakpoint
-- Whose session it is; without one only the public and the system, under names that are no officer's. A session that ended a moment
-- ago still counts: signing out is told by who signs out.
CREATE FUNCTION log_actor(session text, claimed text, label text, OUT actor_id uuid, OUT actor_name text, OUT actor_kind text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF session IS NOT NULL THEN
    SELECT a.id, a.display_name, a.kind INTO actor_id, actor_name, actor_kind
    FROM sessions s JOIN accounts a ON a.jurisdiction_id = s.jurisdiction_id AND a.id = s.account_id
    WHERE s.token_hash = session AND s.expires_at > now() - interval '1 minute';
    IF actor_id IS NULL THEN
      RAISE EXCEPTION 'no such session' USING ERRCODE = '28000';
    END IF;
  ELSIF claimed IN ('public', 'system') THEN
    actor_id := '00000000-0000-0000-0000-000000000000';
    actor_kind := claimed;
    actor_name := CASE WHEN claimed = 'public' THEN 'Publik' WHEN label IN ('Sistem', 'Operator server') THEN label ELSE 'Operator server: ' || label END;
  ELSE
    RAISE EXCEPTION 'nobody acts without a session' USING ERRCODE = '28000';
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION write_access_log(session text, claimed text, label text, operation text, request_id text, looks jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who record;
BEGIN
  SELECT * INTO who FROM log_actor(session, claimed, label);
  INSERT INTO access_log (jurisdiction_id, actor_id, actor_name, operation, subject_id, fields, reason, request_id)
  SELECT r.jurisdiction_id, who.actor_id, who.actor_name, write_access_log.operation, r.subject_id, r.fields, r.reason, write_access_log.request_id
  FROM jsonb_to_recordset(looks) AS r (jurisdiction_id integer, subject_id uuid, fields text[], reason text);
END $$;
--> statement-breakpoint
-- `signed_in` names who signed in with this entry: believed only with a session that this very transaction opened.
CREATE FUNCTION write_audit_entries(session text, claimed text, label text, operation text, request_id text, entries jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who record;
BEGIN
  SELECT * INTO who FROM log_actor(session, claimed, label);
  IF EXISTS (SELECT 1 FROM jsonb_to_recordset(entries) AS r (signed_in uuid) WHERE r.signed_in IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.account_id = r.signed_in AND s.xmin = pg_current_xact_id()::xid)) THEN
    RAISE EXCEPTION 'nobody has signed in' USING ERRCODE = '28000';
  END IF;
  INSERT INTO audit_entries (jurisdiction_id, actor_id, actor_name, actor_kind, operation, subject_type, subject_id, region_code, changes, request_id)
  SELECT r.jurisdiction_id, coalesce(a.id, who.actor_id), coalesce(a.display_name, who.actor_name), coalesce(a.kind, who.actor_kind), write_audit_entries.operation,
    r.subject_type, r.subject_id, r.region_code, r.changes, write_audit_entries.request_id
  FROM jsonb_to_recordset(entries) AS r (signed_in uuid, jurisdiction_id integer, subject_type text, subject_id uuid, region_code text, changes jsonb)
  LEFT JOIN accounts a ON a.id = r.signed_in;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION log_actor(text, text, text), write_access_log(text, text, text, text, text, jsonb), write_audit_entries(text, text, text, text, text, jsonb) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION write_access_log(text, text, text, text, text, jsonb), write_audit_entries(text, text, text, text, text, jsonb) TO pandu_app;
--> statement-breakpoint
-- Time, actor and name of an entry are no longer the application's to choose.
REVOKE INSERT ON "access_log", "audit_entries" FROM pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "audit_entries" IS 'Who did what, in the transaction of the work. The application reads it and adds by write_audit_entries.';
--> statement-breakpoint
COMMENT ON TABLE "access_log" IS 'Every read of personal data: who looked at whom, which fields, why. The application reads it and adds by write_access_log.';
