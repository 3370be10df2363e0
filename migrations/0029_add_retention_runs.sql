CREATE TABLE "retention_runs" (
	"kind" text NOT NULL,
	"last_run_at" timestamp (3) with time zone NOT NULL,
	"removed" bigint NOT NULL,
	"last_removed_at" timestamp (3) with time zone,
	CONSTRAINT "retention_runs_pkey" PRIMARY KEY("kind")
);
--> statement-breakpoint
COMMENT ON TABLE "retention_runs" IS 'When each kind of what is not kept for ever was looked at last, and how much was removed.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "retention_runs" TO pandu_app;
