ALTER TABLE "matter_guards" DROP CONSTRAINT "matter_guards_kind_check";--> statement-breakpoint
ALTER TABLE "import_batches" ADD COLUMN "mapped_by" uuid;--> statement-breakpoint
ALTER TABLE "matter_guards" ADD CONSTRAINT "matter_guards_kind_check" CHECK (kind in ('circle', 'accused', 'unsafe'));