ALTER TABLE "import_matches" DROP CONSTRAINT "import_matches_batch_fkey";
--> statement-breakpoint
ALTER TABLE "import_rows" DROP CONSTRAINT "import_rows_batch_fkey";
