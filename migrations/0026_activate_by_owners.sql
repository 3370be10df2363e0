CREATE TABLE "account_activations" (
	"jurisdiction_id" integer NOT NULL,
	"account_id" uuid NOT NULL,
	"made_by" uuid NOT NULL,
	"needs_release" boolean NOT NULL,
	"maker_hash" text NOT NULL,
	"releaser_hash" text,
	"wrong" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_activations_pkey" PRIMARY KEY("jurisdiction_id","account_id"),
	CONSTRAINT "account_activations_halves_check" CHECK (needs_release or releaser_hash is null)
);
--> statement-breakpoint
ALTER TABLE "access_releases" DROP CONSTRAINT "access_releases_kind_check";--> statement-breakpoint
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_secret_check";--> statement-breakpoint
ALTER TABLE "account_activations" ADD CONSTRAINT "account_activations_account_fkey" FOREIGN KEY ("jurisdiction_id","account_id") REFERENCES "public"."accounts"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_releases" ADD CONSTRAINT "access_releases_kind_check" CHECK (kind in ('account', 'grant', 'password', 'reactivation', 'client', 'secret'));--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_secret_check" CHECK ((kind = 'officer' or password_hash is null) and (kind = 'machine' or client_secret_hash is null));--> statement-breakpoint
COMMENT ON TABLE "account_activations" IS 'Digests of the halves with which the owner of an account activates it: the maker''s and the releaser''s.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "account_activations" TO pandu_app;
--> statement-breakpoint
-- Today where the office is. A grant begins and ends with it; UTC is seven to nine hours behind.
CREATE FUNCTION office_day(jurisdiction integer) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT (now() AT TIME ZONE j.time_zone)::date FROM jurisdictions j WHERE j.id = jurisdiction);
