ALTER TABLE "release_presence" ADD COLUMN "claims" "bytea";--> statement-breakpoint
ALTER TABLE "release_presence" ADD COLUMN "claimed_programmes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "source_records" ADD COLUMN "claim" smallint;