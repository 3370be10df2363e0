CREATE TABLE "drafts" (
	"jurisdiction_id" integer NOT NULL,
	"account_id" uuid NOT NULL,
	"form" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drafts_pkey" PRIMARY KEY("jurisdiction_id","account_id","form"),
	CONSTRAINT "drafts_form_check" CHECK (length(form) between 3 and 100)
);
--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_jurisdiction_id_jurisdictions_id_fk" FOREIGN KEY ("jurisdiction_id") REFERENCES "public"."jurisdictions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "drafts_updated_idx" ON "drafts" USING btree ("updated_at");
--> statement-breakpoint
COMMENT ON TABLE "drafts" IS 'What officers have typed into forms and not sent yet, sealed; one a form and account, read by that account alone.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "drafts" TO pandu_app;
