CREATE TABLE "office_contacts" (
	"jurisdiction_id" integer NOT NULL,
	"region_code" text NOT NULL,
	"name" text NOT NULL,
	"phone" text,
	"hours" text,
	"address" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "office_contacts_pkey" PRIMARY KEY("jurisdiction_id","region_code"),
	CONSTRAINT "office_contacts_region_check" CHECK (region_code ~ '^[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?$')
);
--> statement-breakpoint
ALTER TABLE "complaints" ADD COLUMN "public_note" text;--> statement-breakpoint
ALTER TABLE "office_contacts" ADD CONSTRAINT "office_contacts_jurisdiction_id_jurisdictions_id_fk" FOREIGN KEY ("jurisdiction_id") REFERENCES "public"."jurisdictions"("id") ON DELETE restrict ON UPDATE no action;
--> statement-breakpoint
COMMENT ON TABLE "office_contacts" IS 'How citizens reach the office of a region: name, telephone, hours and address, on receipts and the public status page.';
--> statement-breakpoint
COMMENT ON COLUMN "complaints"."public_note" IS 'What the officer wrote for the citizen with the latest step; the only words of an officer that the public page shows.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "office_contacts" TO pandu_app;
