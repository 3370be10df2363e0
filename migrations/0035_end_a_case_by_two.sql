CREATE TABLE "complaint_endings" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"complaint_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"duplicate_of_id" uuid,
	"statement_signed_on" date,
	"statement_witness" text,
	"asked_by" uuid NOT NULL,
	"asked_by_name" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"agreed" boolean,
	"decided_by" uuid,
	"decided_by_name" text,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	CONSTRAINT "complaint_endings_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "complaint_endings_kind_check" CHECK (kind in ('reject', 'withdraw', 'markDuplicate')),
	CONSTRAINT "complaint_endings_two_check" CHECK (agreed is not true or decided_by <> asked_by)
);
--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "reviewed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "review_note" text;--> statement-breakpoint
ALTER TABLE "complaint_endings" ADD CONSTRAINT "complaint_endings_complaint_fkey" FOREIGN KEY ("jurisdiction_id","complaint_id") REFERENCES "public"."complaints"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "complaint_endings_pending_key" ON "complaint_endings" USING btree ("jurisdiction_id","complaint_id") WHERE decided_at is null;
--> statement-breakpoint
COMMENT ON TABLE "complaint_endings" IS 'Endings of a case that one officer asked for and a second one agreed to or declined.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "complaint_endings" TO pandu_app;
--> statement-breakpoint
-- Within 30 days after it ended a case can be opened again: when that was, of cases that were ended before.
UPDATE complaints SET closed_at = updated_at WHERE status IN ('rejected', 'withdrawn', 'duplicate') AND closed_at IS NULL AND registered_at IS NOT NULL;
