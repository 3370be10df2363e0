-- Putting loaded tables in place locks several tables, and readers lock them in orders of their own. Whoever waits a second is
-- looked at for deadlocks, and that could be the reader; so the loader gives up long before, and tries again.
ALTER FUNCTION bulk_load_attach(text[], integer, boolean) SET lock_timeout = '150ms';
--> statement-breakpoint
ALTER FUNCTION bulk_load_references(text, integer) SET lock_timeout = '150ms';
