-- The next events of one shard, always along the index. The planner guesses few rows where statistics are not fresh, as after
-- a large import, and would then read and sort all that is left of the feed for every page.
CREATE FUNCTION feed_window(shard integer, after_xid xid8, after_seq bigint, horizon xid8, size integer) RETURNS SETOF events LANGUAGE sql STABLE
SET search_path = public, pg_catalog SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$ SELECT e.* FROM events e WHERE e.jurisdiction_id = shard AND (e.xid, e.seq) > (after_xid, after_seq) AND e.xid < horizon ORDER BY e.xid, e.seq LIMIT size $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION feed_window(integer, xid8, bigint, xid8, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION feed_window(integer, xid8, bigint, xid8, integer) TO pandu_app;
