CREATE TABLE "import_uploads" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"region_code" text NOT NULL,
	"source" text NOT NULL,
	"release_name" text NOT NULL,
	"cut_off_on" date NOT NULL,
	"coverage" text NOT NULL,
	"polite" boolean NOT NULL,
	"village_code" text,
	"correction_of" uuid,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"file_bytes" bigint NOT NULL,
	"file_sha256" text NOT NULL,
	"stored_bytes" bigint DEFAULT 0 NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_uploads_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "import_uploads_media_type_check" CHECK (media_type in ('text/csv', 'text/plain', 'application/gzip', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')),
	CONSTRAINT "import_uploads_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet')),
	CONSTRAINT "import_uploads_coverage_check" CHECK (coverage in ('everybody', 'partial'))
);
--> statement-breakpoint
CREATE INDEX "import_uploads_mine_idx" ON "import_uploads" USING btree ("jurisdiction_id","created_by","created_at","id");
--> statement-breakpoint
COMMENT ON TABLE "import_uploads" IS 'Files for import that are sent in pieces, until they are a batch or nobody has gone on with them for a week.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "import_uploads" TO pandu_app;
--> statement-breakpoint
-- A piece that the connection cut short is filled up by the next request.
GRANT UPDATE ON "import_chunks" TO pandu_app;
