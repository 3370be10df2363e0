CREATE TABLE "data_key_mark" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"mark" text NOT NULL,
	CONSTRAINT "data_key_mark_one_check" CHECK (one)
);
--> statement-breakpoint
COMMENT ON TABLE "data_key_mark" IS 'One row: a keyed digest of a constant, by which a process knows whether its DATA_KEY is that of the data. Written once, never changed.';--> statement-breakpoint
GRANT SELECT, INSERT ON "data_key_mark" TO pandu_app;--> statement-breakpoint
-- The application may not read the list of migrations, but must know whether the schema is the one it was written for.
CREATE FUNCTION schema_version() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  AS $$ select max(created_at) from drizzle.__drizzle_migrations $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION schema_version() FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION schema_version() TO pandu_app;
