-- A GIN index keeps what was added last in a list that every search reads through; after an import it is megabytes.
DROP INDEX "name_dictionary_word_idx";--> statement-breakpoint
DROP INDEX "persons_name_words_idx";--> statement-breakpoint
CREATE INDEX "name_dictionary_word_idx" ON "name_dictionary" USING gin (word gin_trgm_ops) WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "persons_name_words_idx" ON "persons" USING gin (name_words(name)) WITH (fastupdate=false);
