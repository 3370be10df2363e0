-- Search by the words of a name (docs/adr/0019). Trigrams over a whole kabupaten cost in proportion to its people;
-- over its words they cost next to nothing, and people are found from words by an index.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
--> statement-breakpoint
CREATE FUNCTION name_words(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- The whole name is one more word behind '=': exact names come first without reading their namesakes in part.
RETURN array_remove(string_to_array(translate(upper(name), '.,''`’-/()"', '          '), ' '), '') || ('=' || btrim(translate(upper(name), '.,''`’-/()"', '          ')));
--> statement-breakpoint
CREATE TABLE "name_dictionary" (
	"jurisdiction_id" integer NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "name_dictionary_pkey" PRIMARY KEY("jurisdiction_id","word")
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
DROP INDEX "persons_name_trgm_idx";--> statement-breakpoint
CREATE INDEX "name_dictionary_word_idx" ON "name_dictionary" USING gin (word gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "persons_name_words_idx" ON "persons" USING gin (name_words(name));
--> statement-breakpoint
COMMENT ON TABLE "name_dictionary" IS 'Words that names of a jurisdiction consist of, for search with typing errors.';
--> statement-breakpoint
GRANT SELECT, INSERT ON "name_dictionary" TO pandu_app;
--> statement-breakpoint
SELECT ensure_partitions(id) FROM jurisdictions;
--> statement-breakpoint
INSERT INTO name_dictionary (jurisdiction_id, word)
SELECT DISTINCT p.jurisdiction_id, w.word FROM persons p CROSS JOIN unnest(name_words(p.name)) AS w(word) WHERE w.word NOT LIKE '=%';
--> statement-breakpoint
CREATE FUNCTION keep_name_dictionary() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
BEGIN
  INSERT INTO name_dictionary (jurisdiction_id, word)
  SELECT DISTINCT n.jurisdiction_id, w.word FROM written n CROSS JOIN unnest(name_words(n.name)) AS w(word) WHERE w.word NOT LIKE '=%'
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER persons_dictionary_inserted AFTER INSERT ON persons REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION keep_name_dictionary();
--> statement-breakpoint
CREATE TRIGGER persons_dictionary_updated AFTER UPDATE ON persons REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION keep_name_dictionary();
