CREATE TABLE "search_misses" (
	"jurisdiction_id" integer NOT NULL,
	"account_id" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"misses" integer NOT NULL,
	CONSTRAINT "search_misses_pkey" PRIMARY KEY("jurisdiction_id","account_id")
);
--> statement-breakpoint
ALTER TABLE "search_misses" ADD CONSTRAINT "search_misses_account_fkey" FOREIGN KEY ("jurisdiction_id","account_id") REFERENCES "public"."accounts"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
COMMENT ON TABLE "search_misses" IS 'Searches by a full number that found nobody, by account and hour: numbers are not guessed.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "search_misses" TO pandu_app;
--> statement-breakpoint
-- 3314************: of a NIK the village, birth date and sex stand beside it on the page, so its last four completed it. What is
-- left tells the kabupaten, or the provider of a telephone; of something shorter, less. Only shown text: no index uses it.
CREATE OR REPLACE FUNCTION mask_identifier(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(value) >= 11 THEN left(value, 4) ELSE left(value, length(value) / 4) END
  || repeat('*', CASE WHEN length(value) >= 11 THEN length(value) - 4 ELSE length(value) - length(value) / 4 END);
--> statement-breakpoint
-- Numbers like a NIK or KK in text that somebody typed; the same as maskNumbers of api/src/kernel/mask.ts.
CREATE FUNCTION mask_numbers(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(value) >= 16 THEN regexp_replace(value, '(\d{4})(?:[ .]?\d{4}){3}\d*', '\1************', 'g') ELSE value END;
--> statement-breakpoint
-- Any long number in a cell of a file; the same as maskLongNumbers there.
CREATE FUNCTION mask_long_numbers(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(value, '(\d(?:[ ./''-]?\d){3})(?:[ ./''-]?\d){7,}', '\1*******', 'g');
--> statement-breakpoint
-- Differences of imports that were matched before keep a masked KK with its last four.
UPDATE import_matches SET changes = regexp_replace(changes::text, '"(\d{4})\*{8}\d{4}"', '"\1************"', 'g')::jsonb WHERE changes::text LIKE '%********%';
