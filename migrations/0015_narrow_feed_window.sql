-- Only what the feed tells and what decides who may know: a third less time for a million events than whole rows.
DROP FUNCTION feed_window(integer, xid8, bigint, xid8, integer);
--> statement-breakpoint
CREATE FUNCTION feed_window(shard integer, after_xid xid8, after_seq bigint, horizon xid8, size integer)
RETURNS TABLE (jurisdiction_id integer, xid xid8, seq bigint, id uuid, at timestamptz, type text, subject_type text, subject_id uuid, about_id uuid, region_code text, actor_id uuid, visible_with text)
LANGUAGE sql STABLE SET search_path = public, pg_catalog SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$ SELECT e.jurisdiction_id, e.xid, e.seq, e.id, e.at, e.type, e.subject_type, e.subject_id, e.about_id, e.region_code, e.actor_id, e.visible_with
      FROM events e WHERE e.jurisdiction_id = shard AND (e.xid, e.seq) > (after_xid, after_seq) AND e.xid < horizon ORDER BY e.xid, e.seq LIMIT size $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION feed_window(integer, xid8, bigint, xid8, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION feed_window(integer, xid8, bigint, xid8, integer) TO pandu_app;
