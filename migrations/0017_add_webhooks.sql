CREATE TABLE "webhook_deliveries" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"webhook_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"event_jurisdiction_id" integer,
	"event_xid" "xid8",
	"event_seq" bigint,
	"status" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_attempt_at" timestamp (3) with time zone,
	"last_attempt_at" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone,
	"claimed_until" timestamp (3) with time zone,
	"error" text,
	"response_status" integer,
	"duration_ms" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "webhook_deliveries_message_key" UNIQUE("jurisdiction_id","webhook_id","message_id"),
	CONSTRAINT "webhook_deliveries_status_check" CHECK (status in ('waiting', 'delivered', 'failed', 'withdrawn')),
	CONSTRAINT "webhook_deliveries_error_check" CHECK (error in ('status', 'redirect', 'gone', 'timeout', 'connection', 'unknown_host', 'certificate', 'address_refused', 'ended')),
	CONSTRAINT "webhook_deliveries_event_check" CHECK (num_nonnulls(event_jurisdiction_id, event_xid, event_seq) in (0, 3)),
	CONSTRAINT "webhook_deliveries_next_check" CHECK ((status = 'waiting') = (next_attempt_at is not null))
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"types" text[] DEFAULT '{}' NOT NULL,
	"region_code" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"failure" text,
	"secret" "bytea",
	"old_secret" "bytea",
	"old_secret_until" timestamp (3) with time zone,
	"feed_cursor" text NOT NULL,
	"pending_told_at" timestamp (3) with time zone,
	"rest_until" timestamp (3) with time zone,
	"last_success_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"created_by_jurisdiction" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhooks_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "webhooks_status_check" CHECK (status in ('active', 'paused', 'disabled', 'ended')),
	CONSTRAINT "webhooks_failure_check" CHECK (failure in ('receiver_gone', 'receiver_failing', 'access_ended')),
	CONSTRAINT "webhooks_region_check" CHECK (region_code ~ '^[0-9]+$'),
	CONSTRAINT "webhooks_secret_check" CHECK ((status = 'ended') = (secret is null)),
	CONSTRAINT "webhooks_old_secret_check" CHECK ((old_secret is null) = (old_secret_until is null))
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_fkey" FOREIGN KEY ("jurisdiction_id","webhook_id") REFERENCES "public"."webhooks"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_log_idx" ON "webhook_deliveries" USING btree ("jurisdiction_id","webhook_id","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_waiting_idx" ON "webhook_deliveries" USING btree ("jurisdiction_id","webhook_id","next_attempt_at") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "webhooks_created_idx" ON "webhooks" USING btree ("jurisdiction_id","created_at","id");
--> statement-breakpoint
COMMENT ON TABLE "webhooks" IS 'Which events of which area are sent to which receiver, with whose right, and until where they have been told.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "webhooks" TO pandu_app;
--> statement-breakpoint
COMMENT ON TABLE "webhook_deliveries" IS 'One message to one receiver and what became of its tries; kept for 30 days.';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "webhook_deliveries" TO pandu_app;
--> statement-breakpoint
-- Whether anything has happened at all, without reading the log of every shard.
GRANT SELECT ON SEQUENCE events_seq_seq TO pandu_app;
