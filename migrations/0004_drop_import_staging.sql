-- Staging of imports gets another shape in the next migration. What was staged can be uploaded again; no fact is touched.
UPDATE import_batches SET status = 'refused', failure = 'internal', stage = 'refused' WHERE status IN ('uploaded', 'parsed', 'validated', 'matched', 'reviewed');
--> statement-breakpoint
DROP TABLE "import_rows" CASCADE;
