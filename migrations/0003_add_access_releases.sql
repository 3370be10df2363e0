CREATE TABLE "access_releases" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"account_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"region_code" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"created_by" uuid NOT NULL,
	"decided_by" uuid,
	"refusal_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "access_releases_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "access_releases_kind_check" CHECK (kind in ('account', 'grant', 'password', 'client', 'secret')),
	CONSTRAINT "access_releases_status_check" CHECK (status in ('pending', 'released', 'refused', 'withdrawn')),
	CONSTRAINT "access_releases_decided_check" CHECK ((decided_by is not null) = (status in ('released', 'refused'))),
	CONSTRAINT "access_releases_reason_check" CHECK ((status = 'refused') = (refusal_reason is not null)),
	CONSTRAINT "access_releases_duties_check" CHECK (decided_by <> created_by and decided_by <> account_id)
);
--> statement-breakpoint
CREATE TABLE "sign_in_tries" (
	"name_digest" text PRIMARY KEY NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"last_try_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "release_id" uuid;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "released_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "access_releases" ADD CONSTRAINT "access_releases_account_fkey" FOREIGN KEY ("jurisdiction_id","account_id") REFERENCES "public"."accounts"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_releases_account_idx" ON "access_releases" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "access_releases_pending_idx" ON "access_releases" USING btree ("jurisdiction_id","region_code") WHERE status = 'pending';--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_release_fkey" FOREIGN KEY ("jurisdiction_id","release_id") REFERENCES "public"."access_releases"("jurisdiction_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "failed_sign_ins";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "locked_until";
--> statement-breakpoint
-- A lock lasts an hour at most, so nothing of the two dropped columns is carried over.
COMMENT ON TABLE "sign_in_tries" IS 'Wrong sign-ins of the last day by keyed digest of the name that was typed, known or not.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_tries" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "access_releases" IS 'Access to personal data that waits for a second person, and who released or refused it.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "access_releases" TO pandu_app;
--> statement-breakpoint
-- What worked before works on; from now on a grant without this moment has no effect.
UPDATE "grants" SET "released_at" = "created_at";
