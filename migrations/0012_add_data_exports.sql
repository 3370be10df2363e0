CREATE TABLE "data_exports" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"format" text NOT NULL,
	"identifiers" text NOT NULL,
	"region_code" text NOT NULL,
	"as_of" date,
	"purpose" text NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"failure" text,
	"rows" integer,
	"bytes" bigint,
	"feed_access" text,
	"feed_shards" integer[] DEFAULT '{}' NOT NULL,
	"feed_cursor" text,
	"link_hash" text,
	"link_expires_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "data_exports_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "data_exports_kind_check" CHECK (kind in ('persons', 'families')),
	CONSTRAINT "data_exports_format_check" CHECK (format in ('xlsx', 'csv', 'ndjson')),
	CONSTRAINT "data_exports_identifiers_check" CHECK (identifiers in ('masked', 'full')),
	CONSTRAINT "data_exports_status_check" CHECK (status in ('waiting', 'running', 'ready', 'failed', 'expired')),
	CONSTRAINT "data_exports_failure_check" CHECK (failure in ('too_many_rows', 'internal')),
	CONSTRAINT "data_exports_purpose_check" CHECK (length(purpose) >= 10)
);
--> statement-breakpoint
CREATE TABLE "export_pieces" (
	"jurisdiction_id" integer NOT NULL,
	"export_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "export_pieces_pkey" PRIMARY KEY("jurisdiction_id","export_id","number")
);
--> statement-breakpoint
ALTER TABLE "export_pieces" ADD CONSTRAINT "export_pieces_export_fkey" FOREIGN KEY ("jurisdiction_id","export_id") REFERENCES "public"."data_exports"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "data_exports_created_idx" ON "data_exports" USING btree ("jurisdiction_id","created_at","id");--> statement-breakpoint
COMMENT ON TABLE "data_exports" IS 'Who took which data out of which area, what for, and until when the file is kept.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "data_exports" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "export_pieces" IS 'The file of an export, in pieces; deleted when it expires.';
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "export_pieces" TO pandu_app;
