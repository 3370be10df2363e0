CREATE TABLE "person_deaths" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"person_id" uuid NOT NULL,
	"died_on" date,
	"known_on" date NOT NULL,
	"place" text,
	"certificate_number" text,
	"reported_by" text,
	"said_by" text NOT NULL,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"recorded_by" uuid,
	"recorded_by_name" text,
	"contested_by" text,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" uuid,
	"withdrawn_reason" text,
	CONSTRAINT "person_deaths_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "person_deaths_said_by_check" CHECK (said_by in ('file', 'officer', 'ppks')),
	CONSTRAINT "person_deaths_source_check" CHECK (source in ('dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo')),
	CONSTRAINT "person_deaths_days_check" CHECK (died_on is null or died_on <= known_on)
);
--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "secret_issued_by" uuid;--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "delivered" text;--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "delivered_on" date;--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "told_how" text;--> statement-breakpoint
ALTER TABLE "person_deaths" ADD CONSTRAINT "person_deaths_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "person_deaths_one_key" ON "person_deaths" USING btree ("jurisdiction_id","person_id") WHERE withdrawn_at is null;--> statement-breakpoint
-- Who was known to be dead by a file, an officer or the end of a registration, is dead by one fact.
INSERT INTO person_deaths (jurisdiction_id, person_id, died_on, known_on, said_by, source, release_id, row_number)
SELECT DISTINCT ON (jurisdiction_id, person_id) * FROM (
  SELECT p.jurisdiction_id, p.id AS person_id, p.deceased_on, coalesce(p.deceased_on, current_date), 'officer', p.source, p.release_id, p.row_number FROM persons p WHERE p.deceased_on IS NOT NULL
  UNION ALL SELECT r.jurisdiction_id, r.person_id, r.ended_on, coalesce(r.ended_on, r.updated_at::date), CASE WHEN r.restricted THEN 'officer' ELSE 'ppks' END, 'officer', NULL, NULL FROM ppks_registrations r WHERE r.status = 'died'
  UNION ALL SELECT i.jurisdiction_id, i.person_id, NULL, coalesce(d.cut_off_on, i.recorded_at::date), 'file', i.source, i.release_id, i.row_number FROM person_identifiers i LEFT JOIN data_releases d ON d.jurisdiction_id = i.jurisdiction_id AND d.id = i.release_id WHERE i.status = 'deceased' AND upper_inf(i.valid)) known
ORDER BY jurisdiction_id, person_id;
--> statement-breakpoint
ALTER TABLE "persons" DROP COLUMN "deceased_on";--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_delivered_check" CHECK ((delivered is null) = (delivered_on is null));--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_told_how_check" CHECK (told_how in ('in_person', 'phone', 'letter', 'not_reached'));
--> statement-breakpoint
COMMENT ON TABLE "person_deaths" IS 'That somebody has died: one valid fact a person, with who says so and the day by which it was known.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "person_deaths" TO pandu_app;
--> statement-breakpoint
-- Outcomes that no record can show are not offered any more.
UPDATE complaints SET outcome = 'informed' WHERE outcome IN ('data_proposal_made', 'withdrawn_by_reporter');
--> statement-breakpoint
UPDATE referrals SET result = 'not_eligible', result_note = concat_ws(' ', 'Masuk daftar tunggu.', result_note) WHERE result = 'waiting_quota';
--> statement-breakpoint
-- Who took a case in was given its secret: it proves nothing in that officer's hand, also of cases from before.
UPDATE complaints SET secret_issued_by = created_by WHERE secret_hash IS NOT NULL AND secret_issued_by IS NULL;
