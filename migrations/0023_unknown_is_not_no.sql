ALTER TABLE "import_batches" ADD COLUMN "unknown_words" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "import_rows" ADD COLUMN "programmes_told" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "import_batches" DROP COLUMN "programmes_told";