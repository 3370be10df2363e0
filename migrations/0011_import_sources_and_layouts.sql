CREATE TABLE "import_layouts" (
	"jurisdiction_id" integer NOT NULL,
	"header_digest" text NOT NULL,
	"header" text[] NOT NULL,
	"position" jsonb NOT NULL,
	"told_by" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_layouts_pkey" PRIMARY KEY("jurisdiction_id","header_digest")
);
--> statement-breakpoint
ALTER TABLE "families" DROP CONSTRAINT "families_source_check";--> statement-breakpoint
ALTER TABLE "family_members" DROP CONSTRAINT "family_members_source_check";--> statement-breakpoint
ALTER TABLE "households" DROP CONSTRAINT "households_source_check";--> statement-breakpoint
ALTER TABLE "import_batches" DROP CONSTRAINT "import_batches_source_check";--> statement-breakpoint
ALTER TABLE "data_releases" DROP CONSTRAINT "data_releases_source_check";--> statement-breakpoint
ALTER TABLE "person_addresses" DROP CONSTRAINT "person_addresses_source_check";--> statement-breakpoint
ALTER TABLE "person_identifiers" DROP CONSTRAINT "person_identifiers_source_check";--> statement-breakpoint
ALTER TABLE "persons" DROP CONSTRAINT "persons_source_check";--> statement-breakpoint
ALTER TABLE "programme_memberships" DROP CONSTRAINT "programme_memberships_source_check";--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "village_code" text;--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "correction_of" uuid;--> statement-breakpoint
ALTER TABLE "families" ADD CONSTRAINT "families_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));--> statement-breakpoint
ALTER TABLE "family_members" ADD CONSTRAINT "family_members_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));--> statement-breakpoint
ALTER TABLE "households" ADD CONSTRAINT "households_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));--> statement-breakpoint
ALTER TABLE "import_batches" ADD CONSTRAINT "import_batches_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet'));--> statement-breakpoint
ALTER TABLE "data_releases" ADD CONSTRAINT "data_releases_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));--> statement-breakpoint
ALTER TABLE "person_addresses" ADD CONSTRAINT "person_addresses_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));--> statement-breakpoint
ALTER TABLE "person_identifiers" ADD CONSTRAINT "person_identifiers_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));--> statement-breakpoint
ALTER TABLE "programme_memberships" ADD CONSTRAINT "programme_memberships_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'));
--> statement-breakpoint
COMMENT ON TABLE "import_layouts" IS 'What an office told of the columns of files with one header.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "import_layouts" TO pandu_app;
